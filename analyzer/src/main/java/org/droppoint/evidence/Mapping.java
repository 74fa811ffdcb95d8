package org.droppoint.evidence;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.SortedMap;
import org.droppoint.redact.Redaction;
import org.droppoint.redact.RedactionKey;
import org.droppoint.report.json.VisibleEscapes;

/** Which substitute stands for what, and the key: for the owner of the captures alone, never for the bundle. */
public final class Mapping {
    private Mapping() {}

    /** Writes a new file that only its owner may read, from its first byte on. */
    public static void write(Path target, Redaction redaction, RedactionKey key) throws IOException {
        Files.deleteIfExists(target);
        if (target.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(
                    target, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(target);
            boolean closed =
                    target.toFile().setReadable(false, false) && target.toFile().setReadable(true, true);
            if (!closed) {
                Files.delete(target);
                throw new IOException(target + ": cannot be kept from other users of this machine");
            }
        }
        ObjectMapper mapper = VisibleEscapes.mapper().enable(SerializationFeature.INDENT_OUTPUT);
        ObjectNode root = mapper.createObjectNode();
        root.put("note", "Undoes the redaction. Do not pass it on.");
        root.put("key", key.toHex());
        put(root.putObject("addresses"), redaction.knownAddresses());
        put(root.putObject("macAddresses"), redaction.knownMacAddresses());
        put(root.putObject("words"), redaction.knownWords());
        try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.WRITE)) {
            mapper.writeValue(out, root);
        }
    }

    private static void put(ObjectNode node, SortedMap<String, String> pairs) {
        for (Map.Entry<String, String> pair : pairs.entrySet()) {
            node.put(pair.getKey(), pair.getValue());
        }
    }
}
