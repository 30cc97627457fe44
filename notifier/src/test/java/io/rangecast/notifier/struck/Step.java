package io.rangecast.notifier.struck;

import com.sun.jdi.Location;
import io.rangecast.notifier.debugger.Debuggee;

/** A thread comes to an instruction for the nth time. */
record Step(Location location, int times) {
    @Override
    public String toString() {
        return "struck in " + Debuggee.describe(location) + (times > 1 ? ", time " + times : "");
    }
}
