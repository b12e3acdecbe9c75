package dev.lemma.examples.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IVersionProvider;

/** Which Lemma, on which Java: what a report of a problem should begin with. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"lemma " + ofLemma(), "Java " + ofJava(), ofMachine()};
    }

    /** From the jar's manifest; classes outside a jar have none. */
    static String ofLemma() {
        @Nullable String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "(unpackaged)" : version;
    }

    static String ofJava() {
        return System.getProperty("java.version") + ", " + System.getProperty("java.vm.name") + ", "
                + System.getProperty("java.vendor");
    }

    static String ofMachine() {
        return System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", "
                + Runtime.getRuntime().availableProcessors() + " processors";
    }
}
