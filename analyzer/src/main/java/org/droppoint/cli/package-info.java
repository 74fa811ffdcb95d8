/**
 * Command line, composition root, exit statuses; the only package that touches System.out and System.exit. May use: everything.
 */
@NullMarked
package org.droppoint.cli;

import org.jspecify.annotations.NullMarked;
