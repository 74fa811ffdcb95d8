package org.droppoint.correlate.session;

import java.util.AbstractList;
import java.util.RandomAccess;

/** Row numbers as a list that takes four bytes for each: a long session has a million. */
public final class RowList extends AbstractList<Integer> implements RandomAccess {
    private final int[] rows;

    public RowList(int[] rows) {
        this.rows = rows;
    }

    @Override
    public Integer get(int index) {
        return rows[index];
    }

    @Override
    public int size() {
        return rows.length;
    }
}
