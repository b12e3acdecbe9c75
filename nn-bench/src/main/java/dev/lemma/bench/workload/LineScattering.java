package dev.lemma.bench.workload;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.scattering.Scattering1D;
import java.util.List;

/** W10: wavelet scattering of signals to order 2, eight wavelets per octave. */
public final class LineScattering implements SteadyWorkload {

    private static final String SHORT = "32x2^13 J=6";
    private static final String LONG = "8x2^16 J=8";

    @Override
    public String id() {
        return "W10";
    }

    @Override
    public String title() {
        return "Scattering of signals, order 2, 8 wavelets per octave: 32 of 2^13 samples, 8 of 2^16";
    }

    @Override
    public List<Case> cases() {
        return List.of(
                Case.of(SHORT, "float32", "batch").with(SHORT),
                Case.of(LONG, "float32", "batch").with(LONG));
    }

    @Override
    public List<PeerScript> peers() {
        return List.of(PeerScript.of("w10_scat1d.py").needing("torch", "jax", "kymatio"));
    }

    @Override
    public List<String> jvmArguments() {
        return List.of("-Xmx4g");
    }

    @Override
    public Work prepare(Case which, Setup setup) {
        // Read when the usual executor is made, which is after this.
        System.setProperty("lemma.threads", Integer.toString(setup.threads()));
        boolean small = which.name().equals(SHORT);
        int length = small ? 1 << 13 : 1 << 16;
        Scattering1D scattering = Scattering1D.of(length).scales(small ? 6 : 8).quality(8);
        Array x = Data.normal(Key.of(0), small ? 32 : 8, length);
        return new Transforms(() -> scattering.transform(x));
    }
}
