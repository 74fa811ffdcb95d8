/** Generated cases stage by stage, as killers of mutants: one small test a case. Run by {@code make mutation}. */
@org.jspecify.annotations.NullMarked
package org.droppoint.scoreboard.scenario;
