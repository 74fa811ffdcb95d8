package org.droppoint.dissect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of a reply's text may be shown. */
class SmtpWordsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5.1.1 john.doe unknown user|5.1.1 … unknown user",
                "<john.doe>: Recipient address rejected|… Recipient address rejected",
                "'5.7.1 <jane roe>, access denied'|5.7.1 … access denied",
                "mail.corp.example Hello [203.0.113.2]|… Hello …",
                "STARTTLS|STARTTLS",
                "XXXXXXXA|XXXXXXXA",
                "2.1.0 Sender OK|2.1.0 Sender OK",
                "OK john|OK …",
                "''|''",
            })
    void onlyTheProtocolsOwnWordsStay(String text, String shown) {
        assertEquals(shown, SmtpWords.standard().shown(text));
    }
}
