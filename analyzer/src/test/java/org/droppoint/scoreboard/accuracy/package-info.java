/** What the product is worth: figures over thousands of labelled cases, per class and in sum. */
@org.jspecify.annotations.NullMarked
package org.droppoint.scoreboard.accuracy;
