package dev.lemma.bench.workload;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.scattering.Scattering2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** W09: wavelet scattering of pictures to order 2 in eight directions, and the construction of its filters. */
public final class PlaneScattering implements SteadyWorkload {

    private static final String BANK = "filters 256x256 J=4";

    private record Size(int count, int side, int scales) {

        String name() {
            return count + "x" + side + "x" + side + " J=" + scales;
        }
    }

    private static final List<Size> SIZES = List.of(new Size(128, 28, 2), new Size(128, 32, 3), new Size(8, 256, 4));

    @Override
    public String id() {
        return "W09";
    }

    @Override
    public String title() {
        return "Scattering of pictures, order 2, 8 directions: 28x28, 32x32, 256x256; its filters for 256x256";
    }

    @Override
    public List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (Size size : SIZES) {
            cases.add(Case.of(size.name(), "float32", "batch").with(size.name()));
        }
        cases.add(Case.of(BANK, "float32", "bank").with(BANK));
        return cases;
    }

    @Override
    public List<PeerScript> peers() {
        return List.of(PeerScript.of("w09_scat2d.py").needing("torch", "jax", "kymatio"));
    }

    @Override
    public List<String> jvmArguments() {
        return List.of("-Xmx4g");
    }

    @Override
    public Work prepare(Case which, Setup setup) {
        if (which.name().equals(BANK)) {
            return new Banks();
        }
        // Read when the usual executor is made, which is after this.
        System.setProperty("lemma.threads", Integer.toString(setup.threads()));
        Size size = SIZES.stream()
                .filter(s -> s.name().equals(which.name()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("W09 has no case " + which.name()));
        Scattering2D scattering =
                Scattering2D.of(size.side(), size.side()).scales(size.scales()).angles(8);
        Array x = Data.normal(Key.of(0), size.count(), size.side(), size.side());
        return new Transforms(() -> scattering.transform(x));
    }

    /** Each time a new bank: a transform makes its own when it is first asked. */
    private static final class Banks implements Work {

        private double first;

        @Override
        public void run(int units) {
            for (int i = 0; i < units; i++) {
                first = Scattering2D.of(256, 256).scales(4).angles(8).bank().lowPass()[0];
            }
            if (!(first > 0)) {
                throw new IllegalStateException("the low-pass filter has the mean " + first);
            }
        }

        @Override
        public String note() {
            return String.format(Locale.ROOT, "low-pass[0] %.6g", first);
        }
    }
}
