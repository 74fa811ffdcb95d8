/**
 * Talks to one mail server as a client does, step by step and timed, and varies one thing at a time to find what makes a
 * path fail. Sends no mail, and speaks to the named target only. May use: base.
 */
@NullMarked
package org.droppoint.probe;

import org.jspecify.annotations.NullMarked;
