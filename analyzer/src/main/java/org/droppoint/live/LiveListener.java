package org.droppoint.live;

/** Hears of events and of each look at the sessions; called by several threads, one at a time. */
public interface LiveListener {
    void event(LiveEvent event);

    void looked(LiveView view);
}
