package org.droppoint.redact;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.droppoint.base.IpAddress;

/**
 * All substitutes of one case, so that captures, logs and what is made of them agree. Deterministic: the same key and
 * input give the same output. One thread.
 */
public final class Redaction {
    final RedactionLevel level;
    final CryptoPan addresses;
    final Pseudonyms pseudonyms;
    final MacAddresses macs;
    final TextRedactor text;
    final HandshakeRedactor handshakes;
    final Pad pad;
    private final byte[] streamKey;

    /** @param keepCertificates whether certificates and the names of authorities stay as they are */
    public Redaction(RedactionKey key, RedactionLevel level, boolean keepCertificates) {
        this.level = level;
        addresses = new CryptoPan(key.derive(RedactionKey.ADDRESSES));
        pseudonyms = new Pseudonyms(key.derive("words"));
        macs = new MacAddresses(key.derive("mac addresses"));
        pad = new Pad(key.derive("masks"));
        streamKey = key.derive("streams");
        text = new TextRedactor(pseudonyms, addresses, level == RedactionLevel.ALL);
        handshakes =
                new HandshakeRedactor(new DerRedactor(text, pad, key.derive("certificates")), text, keepCertificates);
    }

    /** Leaves everything as it is. */
    public static Redaction none() {
        return new Redaction(RedactionKey.random(), RedactionLevel.NONE, true);
    }

    public RedactionLevel level() {
        return level;
    }

    public boolean redacts() {
        return level != RedactionLevel.NONE;
    }

    public IpAddress pseudonym(IpAddress address) {
        return addresses.pseudonym(address);
    }

    /** Masks payload of which nothing is known. */
    public void blank(byte[] bytes, int at, int length) {
        if (level != RedactionLevel.ALL) {
            return;
        }
        long unknown = stream("unknown");
        for (int i = 0; i < length; i++) {
            bytes[at + i] = pad.text(bytes[at + i], unknown, i);
        }
    }

    /** A line of a log. */
    public String logLine(String line) {
        return redacts() ? text.log(line) : line;
    }

    /** The number of a stream's masks. */
    long stream(String name) {
        return Streams.of(RedactionKey.mac(streamKey, name.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    // ---- for the owner ----

    /** Addresses met, with their pseudonyms. */
    public SortedMap<String, String> knownAddresses() {
        SortedMap<String, String> known = new TreeMap<>();
        for (Map.Entry<IpAddress, IpAddress> one : addresses.known().entrySet()) {
            known.put(one.getKey().toString(), one.getValue().toString());
        }
        return known;
    }

    public SortedMap<String, String> knownMacAddresses() {
        return macs.known();
    }

    /** Words met, in lower case, with their pseudonyms: host names label by label. */
    public SortedMap<String, String> knownWords() {
        return pseudonyms.known();
    }
}
