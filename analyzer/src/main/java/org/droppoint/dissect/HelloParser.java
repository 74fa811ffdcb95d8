package org.droppoint.dissect;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** ClientHello and ServerHello (RFC 8446 section 4.1, RFC 5246 section 7.4.1, RFC 5246 appendix E.2). */
final class HelloParser {
    /** Listed of each list; what is offered beyond that tells nothing more. */
    private static final int MAX_LISTED = 128;

    private static final int RANDOM_BYTES = 32;
    private static final int MAX_SESSION_ID_BYTES = 32;
    private static final int MAX_NAME_BYTES = 255;
    private static final int MAX_EXTENSIONS = 256;

    private static final int SERVER_NAME = 0;
    private static final int SUPPORTED_VERSIONS = 43;
    private static final int KEY_SHARE = 51;
    private static final int HOST_NAME = 0;

    /** The random that makes a ServerHello a HelloRetryRequest: SHA-256 of that word (RFC 8446 section 4.1.3). */
    private static final String RETRY_RANDOM = "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c";

    private static final String NO_DIGEST = "";

    private @Nullable String serverName;
    private List<Integer> versions = List.of();
    private List<Integer> groups = List.of();
    private String keyShareDigest = NO_DIGEST;

    private HelloParser() {}

    /** Null where the fixed part is malformed; malformed extensions end the reading of extensions. */
    static TlsMessage.@Nullable ClientHello client(byte[] body, int length) {
        Fields in = new Fields(body, 0, length);
        int version = in.u16();
        String random = Digests.hex(in.field(RANDOM_BYTES).rest());
        byte[] session = in.field(in.u8()).rest();
        List<Integer> ciphers = codes(in.field(in.u16()));
        in.field(in.u8());
        if (in.isBroken() || session.length > MAX_SESSION_ID_BYTES) {
            return null;
        }
        HelloParser extensions = new HelloParser();
        extensions.read(in, true);
        List<Integer> offered = extensions.versions.isEmpty() ? List.of(version) : extensions.versions;
        return new TlsMessage.ClientHello(
                version,
                random,
                Digests.hex(session),
                extensions.serverName,
                offered,
                ciphers,
                extensions.groups,
                extensions.keyShareDigest);
    }

    static TlsMessage.@Nullable ServerHello server(byte[] body, int length) {
        Fields in = new Fields(body, 0, length);
        int version = in.u16();
        String random = Digests.hex(in.field(RANDOM_BYTES).rest());
        byte[] session = in.field(in.u8()).rest();
        int cipher = in.u16();
        in.u8();
        if (in.isBroken() || session.length > MAX_SESSION_ID_BYTES) {
            return null;
        }
        HelloParser extensions = new HelloParser();
        extensions.read(in, false);
        int chosen = extensions.versions.isEmpty() ? version : extensions.versions.get(0);
        return new TlsMessage.ServerHello(
                chosen, random, Digests.hex(session), cipher, extensions.keyShareDigest, random.equals(RETRY_RANDOM));
    }

    /** The body of an SSL 2.0 framed ClientHello, behind its message type; its ciphers are three bytes each. */
    static TlsMessage.@Nullable ClientHello ssl2(byte[] body, int length) {
        Fields in = new Fields(body, 0, length);
        int version = in.u16();
        int cipherBytes = in.u16();
        int sessionBytes = in.u16();
        int challengeBytes = in.u16();
        Fields specs = in.field(cipherBytes);
        String session = Digests.hex(in.field(sessionBytes).rest());
        String challenge = Digests.hex(in.field(challengeBytes).rest());
        if (in.isBroken() || sessionBytes > MAX_SESSION_ID_BYTES || challengeBytes > RANDOM_BYTES) {
            return null;
        }
        List<Integer> ciphers = new ArrayList<>();
        while (specs.remaining() >= 3 && ciphers.size() < MAX_LISTED) {
            ciphers.add(specs.u24());
        }
        return new TlsMessage.ClientHello(
                version, challenge, session, null, List.of(version), List.copyOf(ciphers), List.of(), NO_DIGEST);
    }

    private void read(Fields in, boolean fromClient) {
        if (in.remaining() < 2) {
            return;
        }
        Fields list = in.field(in.u16());
        for (int i = 0; i < MAX_EXTENSIONS && list.remaining() >= 4; i++) {
            int type = list.u16();
            Fields extension = list.field(list.u16());
            if (list.isBroken()) {
                return;
            }
            switch (type) {
                case SERVER_NAME -> serverName = fromClient ? hostName(extension) : null;
                case SUPPORTED_VERSIONS ->
                    versions = fromClient ? offeredVersions(extension.field(extension.u8())) : codes(extension);
                case KEY_SHARE -> keyShare(extension, fromClient);
                default -> {}
            }
        }
    }

    private static @Nullable String hostName(Fields extension) {
        Fields names = extension.field(extension.u16());
        int type = names.u8();
        Fields name = names.field(names.u16());
        if (names.isBroken() || type != HOST_NAME || name.remaining() > MAX_NAME_BYTES) {
            return null;
        }
        String text = new String(name.rest(), StandardCharsets.ISO_8859_1);
        boolean plain = text.chars().allMatch(c -> c > ' ' && c < 0x7F);
        return plain ? text.toLowerCase(Locale.ROOT) : null;
    }

    private static List<Integer> offeredVersions(Fields list) {
        return codes(list).stream()
                .filter(version -> !isGrease(version))
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    /** Values that mean nothing but keep peers tolerant (RFC 8701): 0x0A0A, 0x1A1A, … 0xFAFA. */
    private static boolean isGrease(int code) {
        return (code & 0x0F0F) == 0x0A0A && code >> 8 == (code & 0xFF);
    }

    private void keyShare(Fields extension, boolean fromClient) {
        Fields shares = fromClient ? extension.field(extension.u16()) : extension;
        keyShareDigest = Digests.sha256(shares.rest());
        List<Integer> found = new ArrayList<>();
        while (shares.remaining() >= 2 && found.size() < MAX_LISTED) {
            found.add(shares.u16());
            shares.field(shares.u16());
        }
        groups = List.copyOf(found);
    }

    private static List<Integer> codes(Fields list) {
        List<Integer> codes = new ArrayList<>();
        while (list.remaining() >= 2 && codes.size() < MAX_LISTED) {
            codes.add(list.u16());
        }
        return List.copyOf(codes);
    }
}
