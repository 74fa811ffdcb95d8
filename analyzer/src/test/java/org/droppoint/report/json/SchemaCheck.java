package org.droppoint.report.json;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.droppoint.report.Report;

/** Holds reports against the schema that ships with the product. */
public final class SchemaCheck {
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(
                    Objects.requireNonNull(JsonRenderer.class.getResourceAsStream("droppoint-report.schema.json")),
                    InputFormat.JSON);

    private SchemaCheck() {}

    /** What is wrong with the report's JSON; nothing where it keeps the schema. */
    public static List<String> complaints(Report report) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new JsonRenderer().render(report, out);
        return complaints(out.toString(StandardCharsets.UTF_8));
    }

    public static List<String> complaints(String json) {
        return SCHEMA.validate(json, InputFormat.JSON).stream()
                .map(Error::toString)
                .toList();
    }
}
