package org.droppoint.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import org.droppoint.base.Times;
import org.droppoint.probe.Bisection;
import org.droppoint.probe.ProbeResult;
import org.droppoint.probe.ProbeStep;
import org.droppoint.probe.TlsFacts;
import org.droppoint.report.SafeText;

/** Probes for programs. */
final class ProbeJson {
    private static final long NANOS_PER_MICRO = 1000;

    /** Writes one value. */
    private interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    private ProbeJson() {}

    static String of(ProbeResult result) {
        return text(json -> result(json, result));
    }

    static String of(Bisection.Findings findings) {
        return text(json -> {
            json.writeStartObject();
            json.writeStringField("summary", findings.summary());
            json.writeArrayFieldStart("triggers");
            for (List<String> trigger : findings.triggers()) {
                texts(json, trigger);
            }
            json.writeEndArray();
            json.writeFieldName("unsteady");
            texts(json, findings.unsteady());
            json.writeArrayFieldStart("results");
            for (ProbeResult result : findings.results()) {
                result(json, result);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static String text(Body body) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.useDefaultPrettyPrinter();
            body.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void texts(JsonGenerator json, List<String> texts) throws IOException {
        json.writeStartArray();
        for (String text : texts) {
            json.writeString(SafeText.wellFormed(text));
        }
        json.writeEndArray();
    }

    private static void result(JsonGenerator json, ProbeResult result) throws IOException {
        json.writeStartObject();
        json.writeStringField("outcome", result.outcome().label());
        json.writeStringField("server", result.remote());
        json.writeStringField("local", result.local());
        json.writeStringField("start", Times.iso(result.epochNanos()));
        json.writeStringField("variation", result.options().label());
        json.writeObjectFieldStart("options");
        json.writeBooleanField("starttls", result.options().starttls());
        json.writeStringField("tls", result.options().version().label());
        json.writeStringField("clientHello", result.options().helloSize().label());
        json.writeBooleanField("clientCertificate", result.options().clientCertificate());
        json.writeBooleanField("shortEhlo", result.options().shortEhlo());
        json.writeBooleanField("manySegments", result.options().manySegments());
        json.writeEndObject();
        json.writeArrayFieldStart("steps");
        for (ProbeStep step : result.steps()) {
            json.writeStartObject();
            json.writeStringField("step", step.name());
            json.writeStringField("ending", step.ending().label());
            json.writeNumberField("micros", step.nanos() / NANOS_PER_MICRO);
            json.writeStringField("detail", SafeText.wellFormed(step.detail()));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeFieldName("capabilities");
        texts(json, result.capabilities());
        TlsFacts tls = result.tls();
        if (tls != null) {
            tls(json, tls);
        }
        json.writeEndObject();
    }

    private static void tls(JsonGenerator json, TlsFacts tls) throws IOException {
        json.writeObjectFieldStart("tls");
        json.writeStringField("version", tls.version());
        json.writeStringField("cipherSuite", tls.cipherSuite());
        json.writeNumberField("clientHelloBytes", tls.helloBytes());
        json.writeBooleanField("certificateAsked", tls.certificateAsked());
        json.writeBooleanField("certificateSent", tls.certificateSent());
        json.writeStringField("trust", SafeText.wellFormed(tls.trust()));
        json.writeFieldName("sent");
        texts(json, tls.sent());
        json.writeFieldName("received");
        texts(json, tls.received());
        json.writeArrayFieldStart("chain");
        for (TlsFacts.Certificate one : tls.chain()) {
            json.writeStartObject();
            json.writeStringField("subject", SafeText.wellFormed(one.subject()));
            json.writeStringField("issuer", SafeText.wellFormed(one.issuer()));
            json.writeStringField("notBefore", one.notBefore());
            json.writeStringField("notAfter", one.notAfter());
            json.writeStringField("key", one.key());
            json.writeStringField("sha256", one.sha256());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
