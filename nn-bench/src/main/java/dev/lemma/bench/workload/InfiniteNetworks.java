package dev.lemma.bench.workload;

import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Parametrization;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.layer.Convolution2D;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Flatten;
import dev.lemma.core.layer.GlobalAveragePool;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.network.Network;
import dev.lemma.kernels.width.InfiniteWidth;
import dev.lemma.kernels.width.Limit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** W05: both kernels of infinitely wide networks, on a batch with itself. */
public final class InfiniteNetworks implements SteadyWorkload {

    private static final double WEIGHT = Math.sqrt(2);
    private static final double BIAS = 0.1;

    @Override
    public String id() {
        return "W05";
    }

    @Override
    public String title() {
        return "NNGP and NTK of infinitely wide networks: three hidden layers on 784 numbers, two convolutions on 8 by 8";
    }

    @Override
    public List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (String type : List.of("float32", "float64")) {
            cases.add(Case.of("relu n=2000", type, "kernel pair").with("neural-tangents fc-relu n=2000"));
            cases.add(Case.of("erf n=2000", type, "kernel pair").with("fc-erf n=2000"));
            cases.add(Case.of("relu n=4000", type, "kernel pair").with("fc-relu n=4000"));
            cases.add(
                    Case.of("convolutions flattened n=500", type, "kernel pair").with("cnn-flatten n=500"));
            cases.add(Case.of("convolutions pooled n=50", type, "kernel pair").with("cnn-gap n=50"));
        }
        return cases;
    }

    @Override
    public List<PeerScript> peers() {
        PeerScript script = PeerScript.of("w05_ntk.py").needing("neural_tangents");
        return List.of(script.arguments("--part", "fc2000,erf2000,fc4000"), script.arguments("--part", "cnn"));
    }

    @Override
    public List<String> jvmArguments() {
        return List.of("-Xmx4g");
    }

    private static Network dense(Layer activation) {
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            layers.add(new Dense(512)
                    .weight((s, n, m) -> new Law.Normal(WEIGHT / Math.sqrt(n)))
                    .bias((s, n, m) -> new Law.Normal(BIAS)));
            layers.add(activation);
        }
        layers.add(last());
        return Network.of(Shape.of(784), Sequential.of(layers.toArray(new Layer[0])), Parametrization.NTK);
    }

    private static Dense last() {
        return new Dense(1)
                .weight((s, n, m) -> new Law.Normal(WEIGHT / Math.sqrt(n)))
                .bias((s, n, m) -> new Law.Normal(BIAS));
    }

    private static Convolution2D convolution() {
        return new Convolution2D(64, 3)
                .circular()
                .weight((s, n, m) -> new Law.Normal(WEIGHT / Math.sqrt(n)))
                .bias((s, n, m) -> new Law.Normal(BIAS));
    }

    private static Network convolutional(Layer head) {
        return Network.of(
                Shape.of(1, 8, 8),
                Sequential.of(convolution(), Activations.RELU, convolution(), Activations.RELU, head, last()),
                Parametrization.NTK);
    }

    @Override
    public Work prepare(Case which, Setup setup) {
        // Read when the usual executor is made, which is after this.
        System.setProperty("lemma.threads", Integer.toString(setup.threads()));
        String name = which.name();
        Network network = name.startsWith("relu")
                ? dense(Activations.RELU)
                : name.startsWith("erf")
                        ? dense(Activations.ERF)
                        : convolutional(name.contains("flattened") ? new Flatten() : new GlobalAveragePool());
        DType type = which.dtype().equals("float32") ? DType.FLOAT32 : DType.FLOAT64;
        int n = Integer.parseInt(name.substring(name.indexOf('=') + 1));
        Shape shape = network.input().batch(n);
        double[] x = new double[shape.size()];
        Randomness.normal(Key.of(0), x);
        return new Kernels(
                InfiniteWidth.of(network.as(type)), Array.of(shape, x).as(type));
    }

    private static final class Kernels implements Work {

        private final Limit limit;
        private final Array x;
        private double entry;

        Kernels(Limit limit, Array x) {
            this.limit = limit;
            this.x = x;
        }

        @Override
        public void run(int units) {
            for (int i = 0; i < units; i++) {
                entry = limit.arrays(x).get(1).get(1);
            }
            if (!Double.isFinite(entry)) {
                throw new IllegalStateException("the tangent kernel has the entry " + entry);
            }
        }

        @Override
        public String note() {
            return String.format(Locale.ROOT, "ntk[0,1] %.6g", entry);
        }
    }
}
