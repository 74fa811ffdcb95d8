package org.droppoint.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Next steps sorted for pages with room: those for everybody, and those that differ from device to device side by side,
 * so that whoever has one of the devices finds its line at a glance.
 *
 * @param before steps before the first that is about a device
 * @param devices in their order
 * @param after the other steps behind that
 */
public record DeviceSteps(List<String> before, List<Device> devices, List<String> after) {
    private static final String CONFIRM = "Confirm on ";
    private static final String TRY = "Try on ";

    public DeviceSteps {
        before = List.copyOf(before);
        devices = List.copyOf(devices);
        after = List.copyOf(after);
    }

    /**
     * What to do on one device; empty where there is nothing.
     *
     * @param confirm what shows the fault and changes nothing
     * @param attempt what to change, and the way back
     */
    public record Device(String name, String confirm, String attempt) {}

    public static DeviceSteps of(List<String> steps) {
        List<String> before = new ArrayList<>();
        List<String> after = new ArrayList<>();
        Map<String, Device> devices = new LinkedHashMap<>();
        for (String step : steps) {
            boolean confirm = step.startsWith(CONFIRM);
            int colon = step.indexOf(": ");
            if (colon > 0 && (confirm || step.startsWith(TRY))) {
                String name = step.substring((confirm ? CONFIRM : TRY).length(), colon);
                String what = step.substring(colon + 2);
                Device known = devices.getOrDefault(name, new Device(name, "", ""));
                devices.put(
                        name,
                        confirm ? new Device(name, what, known.attempt()) : new Device(name, known.confirm(), what));
            } else {
                (devices.isEmpty() ? before : after).add(step);
            }
        }
        return new DeviceSteps(before, List.copyOf(devices.values()), after);
    }
}
