/**
 * Parses Exchange protocol logs, Get-Queue output and firewall log lines. May use: base.
 */
@NullMarked
package org.droppoint.exchange;

import org.jspecify.annotations.NullMarked;
