package org.droppoint.exchange;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Any bytes as protocol log, queue listing, syslog, printed counters. */
class ExchangeFuzzTest {
    @FuzzTest
    void parses(byte[] text) {
        HostileTextTest.parseByAll(text);
    }
}
