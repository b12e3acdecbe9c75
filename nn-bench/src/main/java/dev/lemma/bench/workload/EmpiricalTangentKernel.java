package dev.lemma.bench.workload;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.layer.Convolution2D;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Flatten;
import dev.lemma.core.layer.MaxPool2D;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.network.Network;
import dev.lemma.kernels.tangent.TangentKernel;
import dev.lemma.kernels.tangent.TangentKernelAt;
import java.util.List;
import java.util.Locale;

/** W06: the empirical tangent kernel of all outputs of all samples. */
public final class EmpiricalTangentKernel implements SteadyWorkload {

    @Override
    public String id() {
        return "W06";
    }

    @Override
    public String title() {
        return "empirical tangent kernel, all outputs: 784-1024-1024-10 on 256 samples, with one output on 512, LeNet's on 64";
    }

    @Override
    public List<Case> cases() {
        return List.of(
                Case.of("ten outputs n=256", "float32", "kernel").with("784-1024-1024-10 n=256"),
                Case.of("one output n=512", "float32", "kernel").with("784-1024-1024-1 n=512"),
                Case.of("convolutions n=64", "float32", "kernel").with("cnn n=64"));
    }

    @Override
    public List<PeerScript> peers() {
        PeerScript torch = PeerScript.of("w06_entk.py").needing("torch");
        PeerScript tangents = PeerScript.of("w06_entk.py").needing("neural_tangents");
        return List.of(
                torch.arguments("--part", "a").only("n=256"),
                torch.arguments("--part", "b").only("n=512"),
                torch.arguments("--part", "c").only("n=64"),
                tangents.arguments("--part", "a").only("n=256"),
                tangents.arguments("--part", "b").only("n=512"),
                tangents.arguments("--part", "c").only("n=64"));
    }

    @Override
    public List<String> jvmArguments() {
        return List.of("-Xmx4g");
    }

    private static Network dense(int outputs) {
        return Network.of(
                Shape.of(784),
                Sequential.of(
                        new Dense(1024), Activations.RELU, new Dense(1024), Activations.RELU, new Dense(outputs)));
    }

    private static Network convolutional() {
        return Network.of(
                Shape.of(1, 28, 28),
                Sequential.of(
                        new Convolution2D(16, 5).same(),
                        Activations.RELU,
                        new MaxPool2D(2),
                        new Convolution2D(32, 5).same(),
                        Activations.RELU,
                        new MaxPool2D(2),
                        new Flatten(),
                        new Dense(10)));
    }

    @Override
    public Work prepare(Case which, Setup setup) {
        // Read when the usual executor is made, which is after this.
        System.setProperty("lemma.threads", Integer.toString(setup.threads()));
        String name = which.name();
        Network network = name.startsWith("ten") ? dense(10) : name.startsWith("one") ? dense(1) : convolutional();
        int n = Integer.parseInt(name.substring(name.indexOf('=') + 1));
        Shape shape = network.input().batch(n);
        double[] x = new double[shape.size()];
        Randomness.normal(Key.of(0), x);
        Array theta = network.initialArray(Key.of(1));
        return new Matrices(
                TangentKernel.of(network).at(theta), Array.of(shape, x).as(DType.FLOAT32));
    }

    private static final class Matrices implements Work {

        private final TangentKernelAt kernel;
        private final Array x;
        private double entry;

        Matrices(TangentKernelAt kernel, Array x) {
            this.kernel = kernel;
            this.x = x;
        }

        @Override
        public void run(int units) {
            for (int i = 0; i < units; i++) {
                entry = kernel.matrix(x, x).get(1);
            }
            if (!Double.isFinite(entry)) {
                throw new IllegalStateException("the tangent kernel has the entry " + entry);
            }
        }

        @Override
        public String note() {
            return String.format(Locale.ROOT, "kernel[0,1] %.6g", entry);
        }
    }
}
