package org.droppoint.redact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextRedactorTest {
    private final Redaction redaction = new Redaction(RedactionKey.ofHex("5a".repeat(32)), RedactionLevel.ALL, false);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "STARTTLS\r\n",
                "250-STARTTLS\r\n",
                "250-AUTH LOGIN PLAIN NTLM\r\n",
                "250 SIZE 37748736\r\n",
                "250-XXXXXXXA\r\n",
                "XXXX\r\n",
                "220 *****************\r\n",
                "454 4.7.0 TLS not available\r\n",
                "BDAT 1234567 LAST\r\n",
                "221 2.0.0 Service closing transmission channel\r\n"
            })
    void theProtocolsOwnWordsStay(String line) {
        assertEquals(line, redaction.text.smtp(line));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "220 mx1.contoso.example Zimbra ready\r\n",
                "EHLO mail.contoso.example\r\n",
                "MAIL FROM:<jane.doe+tag@contoso.example> SIZE=1234\r\n",
                "250-contoso Hello [192.168.200.10]\r\n",
                "250 2.0.0 OK contoso-8F3A queued\r\n",
                "contoso: 4111111111111111\r\n"
            })
    void allElseIsReplacedAtItsLength(String line) {
        String redacted = redaction.text.smtp(line);
        assertEquals(line.length(), redacted.length());
        for (String secret : new String[] {"contoso", "jane", "doe", "zimbra", "8f3a", "4111", "168"}) {
            assertFalse(redacted.toLowerCase(Locale.ROOT).contains(secret), redacted);
        }
        assertEquals(line.replaceAll("[A-Za-z0-9]", "?"), redacted.replaceAll("[A-Za-z0-9]", "?"));
    }

    @Test
    void oneNameIsOneNameEverywhere() {
        String label = redaction.text.name("contoso");
        assertTrue(redaction.text.smtp("EHLO mail.contoso.example\r\n").contains("." + label + "."));
        assertTrue(redaction.logLine("x,\"CN=CONTOSO\",Certificate subject").contains(label.toUpperCase(Locale.ROOT)));
        assertNotEquals(label, redaction.text.name("contosa"));
    }

    @Test
    void aLogKeepsWhatItIsReadBy() {
        String line = "2018-08-12T12:46:12.310Z,Out to X,08DEE4B1A234A940,3,10.0.0.5:4711,[2001:db8::7]:25,*,,"
                + "TLS negotiation failed with error TimedOut";
        String redacted = redaction.logLine(line);
        assertTrue(redacted.startsWith("2018-08-12T12:46:12.310Z,"), redacted);
        assertTrue(redacted.contains(",08DEE4B1A234A940,3,"), redacted);
        assertTrue(redacted.endsWith(",*,,TLS negotiation failed with error TimedOut"), redacted);
        assertFalse(redacted.contains("10.0.0.5") || redacted.contains("2001:db8"), redacted);
        String address = redaction
                .pseudonym(org.droppoint.base.IpAddress.parse("10.0.0.5"))
                .toString();
        assertTrue(redacted.contains("," + address + ":4711,"), redacted);
    }

    @Test
    void aFirewallsLineKeepsItsMessage() {
        String redacted = redaction.logLine("Nov 23 22:15:55 fw-berlin %ASA-6-302014: Teardown TCP connection 1234 for"
                + " outside:198.51.100.25/25 to inside:192.168.1.10/4711 duration 0:00:30 bytes 327 TCP Reset-I");
        assertTrue(redacted.contains("%ASA-6-302014: Teardown TCP connection 1234 for outside:"), redacted);
        assertTrue(redacted.endsWith("/4711 duration 0:00:30 bytes 327 TCP Reset-I"), redacted);
        assertFalse(redacted.contains("berlin") || redacted.contains("192.168.1.10"), redacted);
    }
}
