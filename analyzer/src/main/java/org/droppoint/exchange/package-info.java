/**
 * Words of others about a session: Exchange protocol logs, Get-Queue output, firewall log lines and counters. They are
 * testimony, not evidence: a log row says what a program believed it did, the captures say what went over the wire.
 *
 * <p>Every parser is total and lenient. Published copies of logs have lost quotes, colons, hash signs and octets; a
 * line that cannot be read is counted with its number and a reason, and reading goes on. Input is streamed, and what is
 * kept is bounded by {@link org.droppoint.exchange.Limits}. May use: base.
 */
@NullMarked
package org.droppoint.exchange;

import org.jspecify.annotations.NullMarked;
