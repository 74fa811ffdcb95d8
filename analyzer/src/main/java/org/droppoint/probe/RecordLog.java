package org.droppoint.probe;

import java.util.ArrayList;
import java.util.List;

/** Notes which TLS records and readable handshake messages pass in one direction (RFC 5246 section 6.2.1, 7.4). */
final class RecordLog {
    private static final int HEADER_BYTES = 5;
    private static final int MESSAGE_HEADER_BYTES = 4;
    private static final int MAX_ENTRIES = 60;

    private final List<String> entries = new ArrayList<>();
    private final byte[] header = new byte[HEADER_BYTES];
    private byte[] body = new byte[0];
    private int inHeader;
    private int inBody;
    private boolean encrypted;
    private int largest;

    void add(byte[] bytes, int from, int length) {
        int at = from;
        int end = from + length;
        while (at < end) {
            if (inHeader < HEADER_BYTES) {
                header[inHeader++] = bytes[at++];
                if (inHeader == HEADER_BYTES) {
                    body = new byte[(header[3] & 0xff) << 8 | header[4] & 0xff];
                    inBody = 0;
                    largest = Math.max(largest, body.length + HEADER_BYTES);
                }
            }
            int step = Math.min(end - at, inHeader == HEADER_BYTES ? body.length - inBody : 0);
            System.arraycopy(bytes, at, body, inBody, step);
            at += step;
            inBody += step;
            if (inHeader == HEADER_BYTES && inBody == body.length) {
                record();
                inHeader = 0;
            }
        }
    }

    private void record() {
        switch (header[0]) {
            case 20 -> {
                note("ChangeCipherSpec");
                encrypted = true;
            }
            case 21 -> note(encrypted ? "encrypted alert" : "alert " + (body.length > 1 ? body[1] & 0xff : -1));
            case 22 -> {
                if (encrypted) {
                    note("Finished");
                } else {
                    messages();
                }
            }
            case 23 -> note("encrypted record");
            default -> note("record of type " + (header[0] & 0xff));
        }
    }

    /** A message that goes on in a further record is named once, by its beginning. */
    private void messages() {
        int at = 0;
        while (at + MESSAGE_HEADER_BYTES <= body.length) {
            note(name(body[at]));
            at += MESSAGE_HEADER_BYTES
                    + ((body[at + 1] & 0xff) << 16 | (body[at + 2] & 0xff) << 8 | body[at + 3] & 0xff);
        }
    }

    private static String name(int type) {
        return switch (type) {
            case 1 -> "ClientHello";
            case 2 -> "ServerHello";
            case 4 -> "NewSessionTicket";
            case 11 -> "Certificate";
            case 12 -> "ServerKeyExchange";
            case 13 -> "CertificateRequest";
            case 14 -> "ServerHelloDone";
            case 15 -> "CertificateVerify";
            case 16 -> "ClientKeyExchange";
            case 20 -> "Finished";
            case 22 -> "CertificateStatus";
            default -> "handshake message " + type;
        };
    }

    private void note(String entry) {
        if (entries.size() < MAX_ENTRIES) {
            entries.add(entry);
        }
    }

    List<String> entries() {
        return List.copyOf(entries);
    }

    /** Size of the largest record, its header among it. */
    int largestBytes() {
        return largest;
    }
}
