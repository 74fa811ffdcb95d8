package org.droppoint.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.droppoint.evidence.Leaks;
import org.droppoint.evidence.Talk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Sessions whose fault lies in the very line that holds a secret: overwritten, owed an answer, lost, changed. Reports
 * speak of that line, and are to name it without telling it. Every secret begins with {@code zqword}, or is that in base64.
 */
class SecretsOfTheTalkTest {
    private static final byte[] CLIENT = {10, 0, 0, 9};
    private static final byte[] SERVER = {(byte) 198, 51, 100, 9};
    private static final List<String> EXTENSIONS = List.of("html", "pdf", "md", "txt", "json", "csv", "lost.csv");
    private static final int REPEATS = 6;
    private static final String LOGIN =
            Base64.getEncoder().encodeToString("\0zqwordlogin\0zqwordpassword!".getBytes(StandardCharsets.UTF_8));
    private static final List<String> SECRETS = List.of("zqword", LOGIN, LOGIN.substring(4, 20));
    private static final String MAIL = "MAIL FROM:<zqwordsender@corp.example> AUTH=zqwordsender\r\n";
    private static final String RCPT = "RCPT TO:<zqwordrcpt@corp.example>\r\n";
    private static final String CONTENT = "Subject: zqwordsubject\r\nFrom: zqwordfrom\r\n\r\nzqwordbody word\r\n.\r\n";

    /** What becomes of a line between the tap that sees it first and the other. */
    private enum Fate {
        SAME,
        CHANGED,
        LOST,
        /** Seen at both, acknowledged, and nothing follows. */
        LAST
    }

    private record Line(boolean client, String text, Fate fate, String changed) {}

    /** @param told what every report in JSON must say, so that the secret's line is known to be spoken of */
    record Story(String name, List<Line> lines, List<String> told, boolean oneTap) {
        @Override
        public String toString() {
            return name;
        }
    }

    @TempDir
    Path folder = Path.of(".");

    private static Line client(String text) {
        return new Line(true, text, Fate.SAME, text);
    }

    private static Line server(String text) {
        return new Line(false, text, Fate.SAME, text);
    }

    private static Line changed(boolean client, String text, String changed) {
        return new Line(client, text, Fate.CHANGED, changed);
    }

    private static Line with(Line line, Fate fate) {
        return new Line(line.client, line.text, fate, line.text);
    }

    private static List<Line> greeted(Line... rest) {
        List<Line> lines = new ArrayList<>(List.of(
                server("220 mx ESMTP\r\n"), client("EHLO mail\r\n"), server("250-mx\r\n250 AUTH PLAIN LOGIN\r\n")));
        lines.addAll(List.of(rest));
        return lines;
    }

    private static Story story(String name, List<Line> lines, String... told) {
        return new Story(name, lines, List.of(told), false);
    }

    static Stream<Story> stories() {
        List<Story> stories = new ArrayList<>();
        for (String command :
                List.of(MAIL, RCPT, "AUTH PLAIN " + LOGIN + "\r\n", "VRFY zqwordvrfy\r\n", "EXPN zqwordlist\r\n")) {
            String verb = command.substring(0, command.indexOf(' '));
            String overwritten = "XXXX" + command.substring(4);
            List<Line> lines = greeted(changed(true, command, overwritten), server("500 5.5.2 what is zqwordecho\r\n"));
            stories.add(story("overwritten " + verb, lines, "starttls-tampered", "command " + verb + " became XXXX"));
            stories.add(new Story("overwritten " + verb + ", one tap", lines, List.of("bear the mark"), true));
            stories.add(story("owed " + verb, greeted(with(client(command), Fate.LAST)), "the reply to " + verb));
            stories.add(story("lost " + verb, greeted(with(client(command), Fate.LOST)), "command:" + verb));
        }
        List<Line> login = greeted(client("AUTH LOGIN\r\n"), server("334 VXNlcm5hbWU6\r\n"));
        stories.add(story("owed login", join(login, with(client(LOGIN + "\r\n"), Fate.LAST)), "(auth)"));
        stories.add(story("lost login", join(login, with(client(LOGIN + "\r\n"), Fate.LOST)), "command:(auth)"));
        stories.add(story(
                "changed login",
                join(
                        login,
                        changed(true, LOGIN + "\r\n", "B" + LOGIN.substring(1) + "\r\n"),
                        server("535 zqwordlogin?\r\n")),
                "starttls-tampered"));
        stories.add(story(
                "changed challenge",
                greeted(client("AUTH LOGIN\r\n"), changed(false, "334 zqwordchallenge\r\n", "334 zqwordcHALLENGE\r\n")),
                "starttls-tampered"));
        stories.add(story(
                "owed word", greeted(with(client("ZQWORDTOKEN zqwordargument\r\n"), Fate.LAST)), "the reply to ?"));
        stories.add(
                story("lost word", greeted(with(client("ZQWORDTOKEN zqwordargument\r\n"), Fate.LOST)), "command:?"));
        List<Line> mail = greeted(
                client(MAIL),
                server("250 2.1.0 zqwordsender Ok\r\n"),
                client(RCPT),
                server("250 2.1.5 zqwordrcpt Ok\r\n"));
        List<Line> data = join(mail, client("DATA\r\n"), server("354 go on zqwordname\r\n"));
        stories.add(story("owed message", join(data, with(client(CONTENT), Fate.LAST)), "the reply to the message"));
        stories.add(story("lost message", join(data, with(client(CONTENT), Fate.LOST)), "\"content\""));
        stories.add(story(
                "changed message",
                join(data, changed(true, CONTENT, CONTENT.replace("zq", "Zq")), server("250 2.0.0 Ok\r\n")),
                "payload-modified"));
        for (String words : List.of(
                "550 5.1.1 zqwordbare unknown user",
                "550 <zqwordat@corp.example> unknown",
                "550-zqwordone\r\n550 zqwordtwo")) {
            List<Line> said = greeted(client(MAIL));
            stories.add(story("lost reply", join(said, with(server(words + "\r\n"), Fate.LOST)), "reply:550"));
            stories.add(story(
                    "changed reply",
                    join(said, changed(false, words + "\r\n", words.replace("zqword", "ZQWORD") + "\r\n")),
                    "starttls-tampered"));
            stories.add(story(
                    "reply of another code",
                    join(said, changed(false, words + "\r\n", words.replace("550", "451") + "\r\n")),
                    "reply 550 became 451"));
        }
        stories.add(
                story("refusal", List.of(server("421 4.7.0 zqwordbare@corp.example zqwordname, too many\r\n")), "421"));
        stories.add(story(
                "changed greeting",
                List.of(
                        changed(
                                false,
                                "220 mx zqwordpost@corp.example ESMTP\r\n",
                                "220 ** zqwordpost@corp.example *****\r\n"),
                        client("QUIT\r\n"),
                        server("221 bye zqwordname\r\n")),
                "as sent: 220 mx "));
        return stories.stream();
    }

    private static List<Line> join(List<Line> lines, Line... more) {
        List<Line> all = new ArrayList<>(lines);
        all.addAll(List.of(more));
        return all;
    }

    @ParameterizedTest
    @MethodSource("stories")
    void noReportTellsTheLineItSpeaksOf(Story story) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("analyze", "--exit-zero"));
        for (String extension : EXTENSIONS) {
            arguments.addAll(List.of("-o", report(extension).toString()));
        }
        if (!story.oneTap) {
            arguments.addAll(List.of("--host", capture(story, true).toString()));
        }
        Path outside = capture(story, false);
        arguments.addAll(List.of("--outside", outside.toString()));
        Terminals.Result analysis = Terminals.run(arguments);
        assertEquals(0, analysis.status(), analysis.err());
        Terminals.Result inspection = Terminals.run("inspect", outside.toString());
        Path spoken = Files.writeString(
                report("spoken"), analysis.out() + analysis.err() + inspection.out() + inspection.err());
        for (String secret : SECRETS) {
            assertEquals(new TreeSet<>(), Leaks.ofFile(spoken).of(secret), secret);
            for (String extension : EXTENSIONS) {
                assertEquals(new TreeSet<>(), Leaks.ofFile(report(extension)).of(secret), secret);
            }
        }
        String json = Files.readString(report("json"));
        story.told.forEach(words -> assertTrue(json.contains(words), () -> words + " is not told: " + analysis.out()));
    }

    private Path report(String extension) {
        return folder.resolve("report." + extension);
    }

    /** All of them at once, live: events, report and what stands on the terminal. */
    @Test
    void nothingIsToldLiveEither() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "a POSIX shell");
        List<Story> stories = stories().filter(story -> !story.oneTap).toList();
        Terminals.Result watch = Terminals.run(
                "live",
                "--host",
                "cmd:sleep 0.5; cat '" + capture(stories, true) + "'; sleep 20",
                "--outside",
                "cmd:cat '" + capture(stories, false) + "'; sleep 20",
                "--duration",
                "6s",
                "--no-write",
                "--exit-zero",
                "--events",
                report("events").toString(),
                "-o",
                report("json").toString());
        assertEquals(0, watch.status(), watch.err());
        Path spoken = Files.writeString(report("spoken"), watch.out() + watch.err());
        String events = Files.readString(report("events"));
        assertTrue(events.contains("\"session\"") && events.contains("starttls-tampered"), events);
        for (Path told : List.of(spoken, report("events"), report("json"))) {
            for (String secret : SECRETS) {
                assertEquals(new TreeSet<>(), Leaks.ofFile(told).of(secret), secret);
            }
        }
    }

    private Path capture(Story story, boolean near) throws IOException {
        return capture(List.of(story), near);
    }

    /** @param near at the tap of the client, which sees its lines before anything becomes of them */
    private Path capture(List<Story> stories, boolean near) throws IOException {
        List<byte[]> frames = Talk.frames();
        for (int i = 0; i < stories.size(); i++) {
            tell(stories.get(i), Talk.open(CLIENT, SERVER, 40_001 + i, frames, true), near);
        }
        return Files.write(
                folder.resolve(near ? "near.pcapng" : "far.pcapng"), Talk.file(near ? frames : Talk.later(frames)));
    }

    private static void tell(Story story, Talk talk, boolean near) {
        for (Line line : story.lines) {
            if (line.fate == Fate.LOST) {
                talk.losing(line.client);
            }
            boolean first = near == line.client;
            String text = first ? line.text : line.changed;
            Talk said = line.client ? talk.client(text) : talk.server(text);
            switch (line.fate) {
                case LOST -> {
                    if (first) {
                        said.repeated(REPEATS);
                    } else {
                        said.unseen().idle(REPEATS * 301);
                    }
                }
                case LAST -> said.acknowledge(!line.client).idle(30_000);
                default -> {}
            }
        }
        talk.close();
    }
}
