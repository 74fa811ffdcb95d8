package org.droppoint.cli;

import picocli.CommandLine;

/** The product's version, from the jar's manifest. */
public final class Version implements CommandLine.IVersionProvider {
    static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"droppoint " + text()};
    }
}
