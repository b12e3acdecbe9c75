package dev.lemma.bench.jmh;

import org.openjdk.jmh.Main;

/** Runs JMH with its own options: {@code Jmh PlainLoops -p n=4096 -prof gc}. */
public final class Jmh {

    private Jmh() {}

    public static void main(String[] args) throws Exception {
        Main.main(args);
    }
}
