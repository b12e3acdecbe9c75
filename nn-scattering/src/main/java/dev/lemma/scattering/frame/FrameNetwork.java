package dev.lemma.scattering.frame;

import dev.lemma.api.check.Check;
import dev.lemma.api.fourier.Complex;
import dev.lemma.api.fourier.Fourier;
import dev.lemma.api.frame.Atom;
import dev.lemma.api.frame.Atoms;
import dev.lemma.api.network.Layer;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A feature extractor of frames, nonlinearities and poolings, one of each per layer:
 *
 * <pre>{@code
 * U⁰x = x,    Uⁿ[λ₁ … λₙ]x = P(M(Uⁿ⁻¹[λ₁ … λₙ₋₁]x ∗ g_λₙ)),    Φⁿ(x) = {Uⁿ[q]x ∗ χ}
 * }</pre>
 *
 * <pre>{@code
 * FrameLayer layer = FrameLayer.of(new Tight(new Wavelets(new Morlet(), 3, 8)));
 * FrameNetwork network = FrameNetwork.of(Shape.of(64, 64), layer, layer);
 * Certificate proved = network.certificate();
 * Features features = network.features(pictures);
 * }</pre>
 *
 * <p>Signals are real and their ends meet. Each layer is to be admissible, {@code B ≤ min(1, L⁻²R⁻²)}; then {@code ‖Φ(x) − Φ(y)‖ ≤ ‖x − y‖}. One that is not is refused, with the scaling that would
 * repair it. Where every frame is a Parseval frame, M the modulus and nothing is pooled, no energy is lost: {@code Σ ‖Φⁿ(x)‖² + ‖U^N x‖² = ‖x‖²}.
 *
 * <p>Cost: a Fourier transform per path; paths multiply by the number of filters at each layer. Immutable; may be used from several threads.
 *
 * @see <a href="https://arxiv.org/abs/1512.06293">Wiatowski and Bölcskei 2018, Theorems 1 and 2</a>
 */
public final class FrameNetwork {

    /** Numbers of one run, about. */
    private static final long NUMBERS = 1 << 22;

    private final Shape grid;
    private final List<FrameLayer> layers;
    private final List<Atoms> atoms;
    private final Certificate certificate;
    private final Program program;

    private FrameNetwork(Shape grid, List<FrameLayer> layers, List<Atoms> atoms) {
        this.grid = grid;
        this.layers = layers;
        this.atoms = atoms;
        this.certificate = certified();
        this.program = Program.of(Fused.executor(), x -> all(x.get(0)));
    }

    /**
     * A network for signals of a grid.
     *
     * @param grid points along each axis, one or two
     * @throws InadmissibleException if a layer has {@code B > min(1, L⁻²R⁻²)}
     * @throws ShapeException if a pooling does not divide its grid, or a frame has no filters for it
     */
    public static FrameNetwork of(Shape grid, FrameLayer... layers) {
        FrameNetwork network = unchecked(grid, layers);
        for (LayerBounds bounds : network.certificate.layers()) {
            if (!bounds.admissible()) {
                throw new InadmissibleException(bounds);
            }
        }
        return network;
    }

    /** A network that may expand: its certificate says by how much at most. */
    public static FrameNetwork unchecked(Shape grid, FrameLayer... layers) {
        Check.given("grid", grid);
        Check.given("layers", layers);
        if (layers.length == 0) {
            throw new IllegalArgumentException("frame network: expected at least one layer");
        }
        List<Atoms> atoms = new ArrayList<>();
        Shape at = grid;
        for (int n = 0; n < layers.length; n++) {
            Check.given("layer " + (n + 1), layers[n]);
            Atoms found = layers[n].frame().atoms(at);
            if (!found.grid().equals(at)) {
                throw new ShapeException("frame network: layer " + (n + 1) + " was asked for filters on the grid " + at
                        + ", its frame gave some on " + found.grid());
            }
            atoms.add(found);
            int factor = layers[n].pooling().factor();
            for (int axis = 0; axis < at.rank(); axis++) {
                if (at.extent(axis) % factor != 0) {
                    throw new ShapeException("frame network: layer " + (n + 1) + " leaves every " + factor
                            + "-th place of a grid " + at + ", which " + factor + " does not divide: take a grid of "
                            + (at.extent(axis) + factor - 1) / factor * factor + " points along axis " + axis
                            + " there, or another factor");
                }
                at = at.with(axis, at.extent(axis) / factor);
            }
        }
        return new FrameNetwork(grid, List.of(layers), List.copyOf(atoms));
    }

    /** The network with the filters of each layer that is not admissible scaled until it is. */
    public FrameNetwork repaired() {
        FrameLayer[] better = layers.toArray(FrameLayer[]::new);
        for (int n = 0; n < better.length; n++) {
            LayerBounds bounds = certificate.layers().get(n);
            better[n] = bounds.admissible() ? better[n] : better[n].scaled(bounds.repair());
        }
        return of(grid, better);
    }

    private Certificate certified() {
        List<LayerBounds> bounds = new ArrayList<>();
        List<Double> translation = new ArrayList<>();
        double strides = 1;
        double gain = 1;
        for (int n = 0; n < layers.size(); n++) {
            Atoms at = atoms.get(n);
            double steep = layers.get(n).nonlinearity().lipschitz()
                    * layers.get(n).pooling().lipschitz(grid.rank());
            bounds.add(new LayerBounds(
                    n + 1,
                    at.lowerBound(),
                    at.upperBound(),
                    layers.get(n).nonlinearity().lipschitz(),
                    layers.get(n).pooling().lipschitz(grid.rank()),
                    layers.get(n).pooling().factor(),
                    at.smoothness()));
            translation.add(2 * Math.PI * at.smoothness() / strides * gain);
            double widest = 0;
            for (int k = 0; k < at.grid().size(); k++) {
                widest = Math.max(widest, at.filterEnergy(k));
            }
            gain *= steep * Math.sqrt(widest);
            strides *= layers.get(n).pooling().factor();
        }
        // From the last layer backwards: what a frequency gives to the features, and what it gives to the layers
        // behind.
        double behind = 1;
        for (int n = layers.size() - 1; n >= 0; n--) {
            LayerBounds own = bounds.get(n);
            double steep = own.nonlinearity() * own.pooling();
            double most = 0;
            for (int k = 0; k < atoms.get(n).grid().size(); k++) {
                most = Math.max(
                        most,
                        atoms.get(n).output().energy(k)
                                + behind * steep * steep * atoms.get(n).filterEnergy(k));
            }
            behind = most;
        }
        return new Certificate(Math.sqrt(behind), bounds, translation);
    }

    /** Points of a signal along each axis. */
    public Shape grid() {
        return grid;
    }

    /** Its layers. */
    public List<FrameLayer> layers() {
        return layers;
    }

    /** The filters of a layer, counted from 0, on its grid. */
    public Atoms atoms(int layer) {
        return atoms.get(layer);
    }

    /** What is proved of it. */
    public Certificate certificate() {
        return certificate;
    }

    /**
     * The features of signals {@code [signals, grid]} as expressions, and, last, what is propagated: {@code [signals, paths, grid of the layer]} each.
     */
    public List<Tensor> all(Tensor x) {
        int axes = grid.rank();
        if (x.rank() != axes + 1 || !x.shape().range(1, x.rank()).equals(grid)) {
            throw new ShapeException("frame network: expected a batch of signals " + grid + ", got " + x.shape());
        }
        int[] last = axes == 1 ? new int[] {-1} : new int[] {-2, -1};
        List<Tensor> all = new ArrayList<>();
        Tensor u = x.expand(1);
        for (int n = 0; n < layers.size(); n++) {
            Atoms at = atoms.get(n);
            Complex spectrum = Fourier.transform(u, last);
            all.add(Fourier.inverse(times(spectrum, List.of(at.output()), 0), last)
                    .real());
            List<Tensor> next = new ArrayList<>();
            for (boolean real : new boolean[] {true, false}) {
                List<Atom> chosen =
                        at.filters().stream().filter(a -> a.isReal() == real).toList();
                if (!chosen.isEmpty()) {
                    Complex each = new Complex(
                            spectrum.real().expand(2), spectrum.imaginary().expand(2));
                    Complex response = Fourier.inverse(times(each, chosen, 1), last);
                    for (Tensor part : layers.get(n).nonlinearity().apply(response, real)) {
                        Tensor pooled = layers.get(n).pooling().apply(part, axes);
                        Shape shape = pooled.shape();
                        next.add(pooled.reshape(Shape.of(shape.extent(0), shape.extent(1) * shape.extent(2))
                                .append(shape.range(3, shape.rank()))));
                    }
                }
            }
            u = Tensor.concat(1, next);
        }
        all.add(u);
        return all;
    }

    /** The spectrum through filters, which lie along a new axis, or the one filter without. */
    private static Complex times(Complex spectrum, List<Atom> filters, int more) {
        Shape grid = filters.get(0).grid();
        Shape shape = more == 0 ? grid : Shape.of(filters.size()).append(grid);
        double[] real = new double[shape.size()];
        double[] imaginary = new double[shape.size()];
        boolean zero = true;
        for (int i = 0; i < filters.size(); i++) {
            double[] im = filters.get(i).imaginary();
            System.arraycopy(filters.get(i).real(), 0, real, i * grid.size(), grid.size());
            System.arraycopy(im, 0, imaginary, i * grid.size(), grid.size());
            for (double value : im) {
                zero &= value == 0;
            }
        }
        Tensor re = Tensor.literal(Array.of(shape, real).as(spectrum.type()));
        if (zero) {
            return new Complex(spectrum.real().times(re), spectrum.imaginary().times(re));
        }
        Tensor im = Tensor.literal(Array.of(shape, imaginary).as(spectrum.type()));
        return new Complex(
                spectrum.real().times(re).minus(spectrum.imaginary().times(im)),
                spectrum.real().times(im).plus(spectrum.imaginary().times(re)));
    }

    /** All features of signals {@code [signals, grid]} beside each other as an expression, {@code [signals, features]}. */
    public Tensor apply(Tensor x) {
        List<Tensor> orders = all(x);
        List<Tensor> flat = new ArrayList<>();
        for (Tensor order : orders.subList(0, orders.size() - 1)) {
            flat.add(order.reshape(
                    x.shape().extent(0), order.shape().size() / x.shape().extent(0)));
        }
        return Tensor.concat(1, flat);
    }

    /** This network as a layer without parameters: {@code [batch, grid]} to {@code [batch, features]}. */
    public Layer layer() {
        return (scope, x) -> apply(x);
    }

    /**
     * The features of signals of any leading shape, {@code [.., grid]}, in their number type.
     *
     * @throws ShapeException if the last axes are not the grid, or if there are no signals
     * @throws IllegalArgumentException if a number is NaN or infinite
     */
    public Features features(Array signals) {
        Check.given("signals", signals);
        int rank = signals.shape().rank() - grid.rank();
        if (rank < 0 || !signals.shape().range(rank, signals.shape().rank()).equals(grid)) {
            throw new ShapeException("frame network: expected " + grid + " in the last axes, got " + signals.shape());
        }
        Shape leading = signals.shape().range(0, rank);
        int count = leading.size();
        if (count == 0) {
            throw new ShapeException("frame network: got " + signals.shape() + ", which holds no signal");
        }
        if (!signals.isFinite()) {
            throw new IllegalArgumentException(
                    "frame network: the signals have numbers that are NaN or infinite; each would spoil all features of its signal");
        }
        Array flat = signals.reshape(Shape.of(count).append(grid));
        int some = (int) Math.max(1, Math.min(count, NUMBERS / Math.max(1, size())));
        List<Array> results = new ArrayList<>();
        for (int from = 0; from < count; from += some) {
            List<Array> parts = program.callAll(List.of(flat.rows(from, Math.min(count, from + some))));
            for (int i = 0; i < parts.size(); i++) {
                Array part = parts.get(i);
                Shape each = part.shape().range(1, part.shape().rank());
                if (from == 0) {
                    results.add(Array.zeros(flat.type(), leading.append(each)));
                }
                System.arraycopy(
                        part.storage(),
                        0,
                        results.get(i).storage(),
                        from * each.size(),
                        part.shape().size());
            }
        }
        return new Features(results.subList(0, results.size() - 1), results.get(results.size() - 1));
    }

    /** {@link #features(Array)} of numbers off the heap. */
    public Features features(INDArray signals) {
        return features(Array.of(signals));
    }

    /** Numbers that the largest thing of one signal has. */
    private long size() {
        Tensor one = Tensor.input("x", DType.FLOAT64, Shape.of(1).append(grid).extents());
        long most = 1;
        for (Tensor order : all(one)) {
            most = Math.max(most, 2L * order.shape().size());
        }
        return most;
    }

    @Override
    public String toString() {
        return "FrameNetwork[" + grid + ", " + layers.size() + " layers, "
                + (certificate.admissible() ? "admissible" : "not admissible") + "]";
    }
}
