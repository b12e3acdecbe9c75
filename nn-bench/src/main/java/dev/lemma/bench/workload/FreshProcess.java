package dev.lemma.bench.workload;

import java.util.List;

/** W14: what a user waits for who starts a program that trains: the whole process, to the end of the first step. */
public final class FreshProcess implements StartupWorkload {

    @Override
    public String id() {
        return "W14";
    }

    @Override
    public String title() {
        return "a fresh process to the end of one step of W02";
    }

    @Override
    public List<Case> cases() {
        return List.of(Case.of("one step", "float32", "process"));
    }

    @Override
    public List<PeerScript> peers() {
        return List.of(PeerScript.of("w14_startup.py").only("one step"));
    }

    @Override
    public String mainClass(Case which) {
        return FirstStep.class.getName();
    }
}
