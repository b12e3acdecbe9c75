package dev.lemma.bench.workload;

import dev.lemma.api.fourier.Complex;
import dev.lemma.api.fourier.Fourier;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Execution;
import dev.lemma.compiler.Routine;
import dev.lemma.compiler.fused.FusedExecutor;
import java.util.ArrayList;
import java.util.List;

/** W21: Fourier transforms, forward, of many lines and planes: complex numbers to complex, and real ones to the half that determines the rest; float32. */
public final class FourierTransforms implements SteadyWorkload {

    /** The batch, then the transformed axes. */
    private record Size(String name, Shape shape) {
        int[] axes() {
            return shape.rank() == 2 ? new int[] {-1} : new int[] {-2, -1};
        }
    }

    private static final List<Size> SIZES = List.of(
            new Size("1-D 8192", Shape.of(128, 8192)),
            new Size("1-D 65536", Shape.of(16, 65536)),
            new Size("2-D 32x32", Shape.of(1000, 32, 32)),
            new Size("2-D 256x256", Shape.of(32, 256, 256)));

    @Override
    public String id() {
        return "W21";
    }

    @Override
    public String title() {
        return "Fourier transforms of 128 lines of 8192, 16 of 65536, 1000 planes 32x32, 32 planes 256x256";
    }

    @Override
    public List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (Size size : SIZES) {
            for (String kind : List.of("complex", "real")) {
                String name = kind + " " + size.name();
                cases.add(Case.of(name, "float32", "call").with(name).without("torch"));
                cases.add(Case.of(name + " against MKL", "float32", "call").with("torch MKL " + name));
            }
        }
        return cases;
    }

    @Override
    public List<PeerScript> peers() {
        return List.of(PeerScript.of("w21_fft.py").needing("torch", "jax", "scipy"));
    }

    @Override
    public Work prepare(Case which, Setup setup) {
        Size size = SIZES.stream()
                .filter(s -> which.name().contains(s.name()))
                .findFirst()
                .orElseThrow();
        boolean real = which.name().startsWith("real");
        int[] extents = size.shape().extents();
        Tensor x = Tensor.input("x", DType.FLOAT32, extents);
        Tensor y = Tensor.input("y", DType.FLOAT32, extents);
        List<Tensor> inputs = real ? List.of(x) : List.of(x, y);
        Complex spectrum =
                real ? Fourier.realTransform(x, size.axes()) : Fourier.transform(new Complex(x, y), size.axes());
        Execution execution = new FusedExecutor(setup.threads())
                .open(new Routine(inputs, List.of(spectrum.real(), spectrum.imaginary()), List.of(), List.of()));
        for (int i = 0; i < inputs.size(); i++) {
            execution.put(i, Data.normal(Key.of(i), extents).as(DType.FLOAT32));
        }
        return units -> {
            for (int i = 0; i < units; i++) {
                execution.run();
            }
            if (!execution.get(0).isFinite()) {
                throw new ArithmeticException("a number of the spectrum is not finite");
            }
        };
    }
}
