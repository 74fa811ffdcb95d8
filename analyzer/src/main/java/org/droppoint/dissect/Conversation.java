package org.droppoint.dissect;

import java.util.Set;
import org.droppoint.base.ByteRange;
import org.droppoint.base.Direction;
import org.droppoint.flow.Origin;
import org.droppoint.flow.StreamView;
import org.jspecify.annotations.Nullable;

/**
 * The state of an SMTP session (RFC 5321 section 3) as its two directions are walked in the order in which their bytes
 * appeared: each step is taken under what the other side has said until then.
 */
final class Conversation {
    private static final int SERVICE_READY = 220;
    private static final int AUTH_CHALLENGE = 334;
    private static final int START_MAIL_INPUT = 354;
    private static final int FIRST_REFUSAL = 400;
    private static final int MAX_ARGUMENT_CHARS = 255;
    private static final int MAX_SIZE_DIGITS = 12;
    private static final Set<String> DATA = Set.of("DATA");
    private static final Set<String> KEEP_ARGUMENT = Set.of("EHLO", "HELO", "LHLO", "BDAT");
    private static final Set<String> AUTH_TALK = Set.of("AUTH", "X-EXPS", SmtpVerbs.AUTH_RESPONSE);

    private final Side client;
    private final Side server;
    private final SmtpLog log = new SmtpLog();
    private final Pending pending = new Pending();
    private final ReplyAssembler reply;
    private final Stretch[] noise;
    private final Stretch content;
    private boolean authChallenged;
    private boolean replied;
    private long tlsFrom = -1;
    private long sequence;

    Conversation(Side client, Side server) {
        this.client = client;
        this.server = server;
        this.reply = new ReplyAssembler(server.cursor);
        this.noise = new Stretch[] {new Stretch(client.cursor.view()), new Stretch(server.cursor.view())};
        this.content = new Stretch(client.cursor.view());
    }

    SmtpLog log() {
        return log;
    }

    void run() {
        Step ours = client.peek();
        Step theirs = server.peek();
        while (ours != null || theirs != null) {
            if (ours == null || theirs != null && isEarlier(theirs, ours)) {
                take(server, theirs);
            } else if (isContentUnannounced(ours)) {
                pending.dropLast();
                client.readContent();
            } else {
                take(client, ours);
            }
            ours = client.peek();
            theirs = server.peek();
            boolean uninterrupted = ours instanceof Step.Content && theirs != null && !isEarlier(theirs, ours);
            if (uninterrupted && theirs != null && client.skipContentBefore(theirs)) {
                ours = client.peek();
            }
        }
        finish();
    }

    private boolean isEarlier(Step theirs, Step ours) {
        return Chronology.precedes(client.cursor.view(), server.clockOf(theirs), client.clockOf(ours));
    }

    /** DATA was said, no answer was captured, and what follows is no command: the answer must have been 354. */
    private boolean isContentUnannounced(Step step) {
        return step instanceof Step.Line line
                && pending.endsWith(DATA)
                && client.mode() == Side.Mode.LINES
                && !SmtpVerbs.isUnmistakable(line.text());
    }

    private void take(Side side, @Nullable Step step) {
        if (side == client && !content.isEmpty() && !(step instanceof Step.Content)) {
            endContent(false);
        }
        if (step instanceof Step.Record record) {
            flushNoise(side);
            side.consume(step);
            side.tls.take(record, sequence++);
        } else if (step instanceof Step.Noise part) {
            side.consume(step);
            addNoise(side, step, part.fragment());
        } else if (step instanceof Step.Content part) {
            flushNoise(side);
            side.consume(step);
            content(part);
        } else if (step instanceof Step.Line line) {
            side.consume(step);
            if (side == client) {
                clientLine(line);
            } else {
                serverLine(line);
            }
        }
    }

    private void clientLine(Step.Line line) {
        if (client.mode() == Side.Mode.TLS) {
            client.readLines();
        }
        boolean sure = line.certain() || authChallenged || SmtpVerbs.isUnmistakable(line.text());
        if (!sure) {
            strayLine(line);
            return;
        }
        flushNoise(client);
        client.lineTaken(line.complete(), line.bareLineFeed());
        String verb = SmtpVerbs.verbOf(line.text(), line.complete());
        boolean credential = authChallenged || verb.equals(SmtpVerbs.UNKNOWN) && pending.endsWith(AUTH_TALK);
        authChallenged = false;
        if (credential) {
            verb = SmtpVerbs.AUTH_RESPONSE;
        }
        if (line.complete()) {
            endBrokenReply();
        }
        String argument = KEEP_ARGUMENT.contains(verb) ? argument(line.text(), verb) : "";
        log.add(new SmtpEvent.Command(
                line.range(), originOf(client, line), line.last(), line.complete(), verb, argument));
        if (line.range().end() < client.cursor.streamEnd() || line.complete()) {
            pending.add(verb);
            commandSaid(verb, argument, line.range().end());
        }
    }

    /** A client that goes on has had the whole reply, even where this capture has not. */
    private void endBrokenReply() {
        if (reply.isBroken(server.cursor.position())) {
            answered(reply.finish(false, isGreeting(0)));
        }
    }

    /** A line met without knowing what came before: of a message, if a lone dot ends it. */
    private void strayLine(Step.Line line) {
        addNoise(client, line, true);
        Stretch stray = noise[client.direction.index()];
        if (line.complete() && line.text().equals(".")) {
            log.add(stray.content(false));
            stray.clear();
            pending.add(Pending.CONTENT);
            client.lineTaken(true, line.bareLineFeed());
        } else {
            client.lineTaken(false, line.bareLineFeed());
        }
    }

    private static String argument(String text, String verb) {
        String rest = text.substring(Math.min(text.length(), verb.length())).strip();
        return rest.length() <= MAX_ARGUMENT_CHARS ? rest : rest.substring(0, MAX_ARGUMENT_CHARS);
    }

    private void commandSaid(String verb, String argument, long end) {
        if (verb.equals("BDAT")) {
            long size = chunkSize(argument);
            if (size > 0) {
                client.readCounted(end + size);
            }
        } else if (SmtpVerbs.TLS_STARTERS.contains(verb)) {
            tlsFrom = end;
        }
    }

    /** The chunk size of BDAT (RFC 3030 section 2), 0 where there is none. */
    private static long chunkSize(String argument) {
        int digits = 0;
        while (digits < argument.length() && argument.charAt(digits) >= '0' && argument.charAt(digits) <= '9') {
            digits++;
        }
        String rest = argument.substring(digits).strip();
        boolean valid = digits > 0 && digits <= MAX_SIZE_DIGITS && (rest.isEmpty() || rest.equalsIgnoreCase("LAST"));
        return valid ? Long.parseLong(argument.substring(0, digits)) : 0;
    }

    private void content(Step.Content part) {
        content.add(part.range(), part.last(), part.damaged());
        if (part.ends()) {
            boolean counted = client.mode() == Side.Mode.COUNTED;
            endContent(true);
            if (!counted) {
                pending.add(Pending.CONTENT);
            }
            client.readLines();
            client.lineTaken(true, false);
        }
    }

    private void serverLine(Step.Line line) {
        if (!SmtpVerbs.isReply(line.text())) {
            if (reply.isOpen() && !(line.certain() && line.complete())) {
                reply.takeUnreadable(line);
            } else {
                addNoise(server, line, !line.certain() || !line.complete());
            }
            server.lineTaken(line.complete() && line.certain(), line.bareLineFeed());
            return;
        }
        flushNoise(server);
        if (server.mode() == Side.Mode.TLS) {
            server.readLines();
        }
        server.lineTaken(line.complete(), line.bareLineFeed());
        if (reply.isOpen() && !reply.continues(line)) {
            answered(reply.finish(false, isGreeting(0)));
        }
        if (reply.take(line)) {
            answered(reply.finish(true, isGreeting(Integer.parseInt(line.text().substring(0, 3)))));
        }
    }

    /** The first reply of a stream known from its start; else only what no command but STARTTLS is answered with. */
    private boolean isGreeting(int code) {
        boolean fromStart = server.cursor.view().fromStart();
        return !replied && (fromStart || code == SERVICE_READY && !pending.endsWith(SmtpVerbs.TLS_STARTERS));
    }

    private void answered(SmtpEvent.Reply reply) {
        if (client.mode() == Side.Mode.CONTENT && isContentBroken()) {
            endContent(false);
            client.readLines();
            client.lineTaken(false, false);
        }
        log.add(reply);
        replied = true;
        if (reply.greeting()) {
            return;
        }
        String verb = pending.answer(reply.code());
        switch (reply.code()) {
            case SERVICE_READY -> {
                if (verb != null && SmtpVerbs.TLS_STARTERS.contains(verb)) {
                    server.readTls(reply.range().end());
                    client.readTls(tlsFrom);
                }
            }
            case START_MAIL_INPUT -> {
                if (client.mode() == Side.Mode.LINES) {
                    client.readContent();
                }
            }
            case AUTH_CHALLENGE -> authChallenged = true;
            default -> {
                if (reply.code() >= FIRST_REFUSAL && "BDAT".equals(verb)) {
                    chunkRefused();
                }
            }
        }
    }

    /** A chunk goes out with its command (RFC 3030 section 4.2): one that has not begun at the refusal never comes. */
    private void chunkRefused() {
        if (client.mode() == Side.Mode.COUNTED && content.isEmpty()) {
            client.readLines();
        }
    }

    /** Bytes of the content are missing, its final dot perhaps among them. */
    private boolean isContentBroken() {
        return content.isDamaged() || !content.isEmpty() && client.cursor.position() != content.end();
    }

    private void endContent(boolean ended) {
        log.add(content.content(ended && !content.isDamaged()));
        content.clear();
    }

    private void addNoise(Side side, Step step, boolean fragment) {
        Stretch stretch = noise[side.direction.index()];
        stretch.add(step.range(), step.last(), fragment);
    }

    private void flushNoise(Side side) {
        Stretch stretch = noise[side.direction.index()];
        if (!stretch.isEmpty()) {
            log.add(stretch.unrecognised(side.direction));
            stretch.clear();
        }
    }

    private void finish() {
        if (reply.isOpen()) {
            log.add(reply.finish(false, isGreeting(0)));
        }
        flushNoise(server);
        flushNoise(client);
        if (!content.isEmpty()) {
            endContent(false);
        }
        client.tls.finish();
        server.tls.finish();
    }

    private static Origin originOf(Side side, Step step) {
        return side.cursor.view().origin(step.range().start());
    }

    /** Neighbouring steps that become one event. */
    private static final class Stretch {
        private final StreamView view;
        private long start;
        private long end;
        private boolean damaged;
        private @Nullable Origin last;

        Stretch(StreamView view) {
            this.view = view;
        }

        void add(ByteRange range, Origin lastOfRange, boolean damagedHere) {
            if (last == null) {
                start = range.start();
                end = start;
            }
            damaged |= damagedHere || range.start() != end;
            end = range.end();
            last = last == null ? lastOfRange : Chronology.later(view, last, lastOfRange);
        }

        boolean isEmpty() {
            return last == null;
        }

        boolean isDamaged() {
            return damaged;
        }

        long end() {
            return end;
        }

        void clear() {
            last = null;
            damaged = false;
        }

        SmtpEvent content(boolean complete) {
            return new SmtpEvent.Content(new ByteRange(start, end), view.origin(start), completion(), complete);
        }

        SmtpEvent unrecognised(Direction direction) {
            return new SmtpEvent.Unrecognised(
                    direction, new ByteRange(start, end), view.origin(start), completion(), !damaged);
        }

        private Origin completion() {
            return last != null ? last : view.origin(start);
        }
    }
}
