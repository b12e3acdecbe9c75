package dev.lemma.scattering;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Layer;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.wavelet.Wavelet;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.scattering.frame.Certificate;
import dev.lemma.scattering.wavelet.Convention;
import dev.lemma.scattering.wavelet.FilterBank2D;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The wavelet scattering transform of real pictures of M × N points:
 *
 * <pre>{@code
 * S[λ₁ … λₘ]x = |…||x ∗ ψ_λ₁| ∗ ψ_λ₂| …| ∗ φ_T           m = 0 … order
 * }</pre>
 *
 * <pre>{@code
 * Scattering2D s = Scattering2D.of(32, 32).scales(3).angles(8);
 * INDArray features = s.transform(images);       // [..., 32, 32] to [..., paths, 4, 4]
 * Layer layer = s.layer();                       // the same inside a network, differentiable
 * }</pre>
 *
 * <p>Wavelets ψ are those of a {@link FilterBank2D} with J scales and L directions, φ averages over T = 2ᴶ points where nothing else is said; paths are those along which
 * scales grow: {@code 1 + LJ + L²J(J−1)/2} of them. Each modulus is sub-sampled as its band allows, the output by 2^⌊log₂ T⌋.
 *
 * <p>Cost: a transform for each path, at its resolution; pictures are computed some at a time, so that memory does not grow with their number. Immutable; may be used from
 * several threads.
 *
 * @see <a href="https://arxiv.org/abs/1203.1513">Bruna and Mallat 2013, Invariant scattering convolution networks</a>
 */
public final class Scattering2D {

    private final int rows;
    private final int columns;
    private final int scales;
    private final int angles;
    private final Settings settings;
    private volatile @Nullable PlaneCascade cascade;
    private final Program program;
    private final Program separate;
    private volatile @Nullable List<Part> layout;

    private Scattering2D(int rows, int columns, int scales, int angles, Settings settings) {
        this.rows = rows;
        this.columns = columns;
        this.scales = scales;
        this.angles = angles;
        this.settings = settings;
        this.program = Program.of(Fused.executor(), x -> List.of(together(x.get(0))));
        this.separate = Program.of(Fused.executor(), x -> {
            List<Part> parts = cascade().write(x.get(0));
            layout = parts;
            return parts.stream().map(Part::values).toList();
        });
    }

    /**
     * That of pictures of so many points, with J = 2 scales or what they have room for, and L = 8 directions.
     *
     * @param rows M ≥ 2
     * @param columns N ≥ 2
     */
    public static Scattering2D of(int rows, int columns) {
        Check.atLeast("rows", rows, 2);
        Check.atLeast("columns", columns, 2);
        int room = 31 - Integer.numberOfLeadingZeros(Math.min(rows, columns));
        return new Scattering2D(rows, columns, Math.min(2, room), 8, Settings.standard());
    }

    private Scattering2D with(Settings other) {
        return new Scattering2D(rows, columns, scales, angles, other);
    }

    /**
     * Wavelets of up to 2ᴶ points.
     *
     * @param scales J ≥ 1, 2ᴶ at most the smaller side
     */
    public Scattering2D scales(int scales) {
        Check.atLeastOne("scales", scales);
        int side = Math.min(rows, columns);
        if (scales > 30 || 1 << scales > side) {
            throw new IllegalArgumentException(
                    "scales: wavelets of 2^" + scales + " points are larger than the pictures, " + rows + " x "
                            + columns + ": expected at most " + (31 - Integer.numberOfLeadingZeros(side)));
        }
        return new Scattering2D(rows, columns, scales, angles, settings.kept(null));
    }

    /**
     * Directions over half a turn.
     *
     * @param angles L ≥ 1
     */
    public Scattering2D angles(int angles) {
        Check.atLeastOne("angles", angles);
        return new Scattering2D(rows, columns, scales, angles, settings.kept(null));
    }

    /** Averaging over about T points instead of 2ᴶ. */
    public Scattering2D averaging(double points) {
        if (points > Math.min(rows, columns)) {
            throw new IllegalArgumentException("averaging: " + points + " points are more than the pictures have, "
                    + rows + " x " + columns + ": for all of them, average globally");
        }
        return with(settings.averaging(new Averaging.Over(points)));
    }

    /** One coefficient for each path, the mean over the picture. */
    public Scattering2D globalAveraging() {
        return with(settings.averaging(new Averaging.Global()));
    }

    /** No averaging: the moduli themselves, each at its own rate; {@link #coefficients} gives them, or {@link #transform} where all rates are alike. */
    public Scattering2D withoutAveraging() {
        return with(settings.averaging(new Averaging.None()));
    }

    /** The largest number of wavelets of a path; 2 where nothing is said. */
    public Scattering2D order(int order) {
        return with(settings.order(order));
    }

    /** All rates finer by so many powers of two; from J on, nothing is sub-sampled at all. */
    public Scattering2D oversampling(int powers) {
        return with(settings.oversampling(powers));
    }

    /** How pictures go on beyond their ends; {@link Border#REFLECT} where nothing is said. */
    public Scattering2D border(Border border) {
        return with(settings.border(border));
    }

    /** Whose numbers; {@link Convention#EXACT} where nothing is said. */
    public Scattering2D convention(Convention convention) {
        return with(settings.convention(convention));
    }

    /** The mother wavelet; {@code new Morlet()} where nothing is said. */
    public Scattering2D wavelet(Wavelet wavelet) {
        return with(settings.wavelet(wavelet));
    }

    /** Paths along which scales do not grow too: they carry a few percent of the energy, and belong to its conservation. */
    public Scattering2D allPaths() {
        return with(settings.decreasing(false));
    }

    /** What is done to the coefficients of {@link #transform} and {@link #layer}. */
    public Scattering2D normalized(Normalization normalization) {
        return with(settings.normalization(normalization));
    }

    /** Only these paths; what none of them needs is not computed. */
    public Scattering2D only(Collection<Path> paths) {
        Set<Path> kept = new LinkedHashSet<>(paths);
        if (kept.isEmpty() || !with(settings.kept(null)).paths().containsAll(kept)) {
            throw new IllegalArgumentException("paths: expected at least one, each among the " + pathCount()
                    + " of this transform: take them from paths()");
        }
        return with(settings.kept(kept));
    }

    /**
     * Without the paths that carry least: as many as possible are left out while their share of the energy {@code Σ S²} over the given pictures stays at most
     * {@code loss}.
     *
     * @param loss in [0, 1)
     * @param examples of what is to be transformed, [..., rows, columns]
     */
    public Scattering2D pruned(double loss, INDArray examples) {
        Check.inHalfOpenUnit("loss", loss);
        return only(Energy.most(energies(examples), loss));
    }

    /** The energy {@code Σ S²} along each path, summed over the given pictures, places included. */
    public List<Energy> energies(INDArray examples) {
        return Energy.of(with(settings.normalization(new Normalization.None())).coefficients(examples));
    }

    private PlaneCascade cascade() {
        PlaneCascade known = cascade;
        if (known == null) {
            known = PlaneCascade.of(rows, columns, scales, angles, settings);
            cascade = known;
        }
        return known;
    }

    /** M. */
    public int rows() {
        return rows;
    }

    /** N. */
    public int columns() {
        return columns;
    }

    /** J. */
    public int scales() {
        return scales;
    }

    /** L. */
    public int angles() {
        return angles;
    }

    /** The filters, on the points of the padded picture. */
    public FilterBank2D bank() {
        return cascade().bank();
    }

    /**
     * What is proved of the coefficients, before they are normalised: how far they carry two pictures apart, the frame bounds of the bank of each order, and how far a translation moves
     * them at full rate where the picture goes on as it began. Samples that the border repeats count as often as they stand there.
     */
    public Certificate certificate() {
        return cascade().certificate();
    }

    /** Points between two coefficients along either axis, where there is averaging over an extent. */
    public int stride() {
        return 1 << cascade().outputLevel();
    }

    /** The paths, in the order of the coefficients: by order, then by the places of their filters in the banks. */
    public List<Path> paths() {
        return cascade().paths();
    }

    /** How many paths there are. */
    public int pathCount() {
        return paths().size();
    }

    /**
     * The coefficients of pictures of any leading shape, {@code [..., M, N]} to {@code [..., paths, rows, columns]}, in the type of the pictures.
     *
     * @throws ShapeException if the last axes are not M × N, if there are no pictures, or if without averaging rates differ
     * @throws IllegalArgumentException if a number is NaN or infinite
     */
    public INDArray transform(INDArray pictures) {
        return transform(Array.of(pictures)).toINDArray();
    }

    /** {@link #transform(INDArray)} on the heap. */
    public Array transform(Array pictures) {
        return Tiles.run(program, pictures, Shape.of(rows, columns), tile());
    }

    /** The coefficients along each path, with its own rate; {@link Normalization} does not apply. */
    public List<Coefficients> coefficients(INDArray pictures) {
        return coefficients(Array.of(pictures));
    }

    /** {@link #coefficients(INDArray)} on the heap. */
    public List<Coefficients> coefficients(Array pictures) {
        List<Array> values = Tiles.runAll(separate, pictures, Shape.of(rows, columns), tile());
        // Which paths a result has does not depend on the type or the number of signals.
        List<Part> parts = Objects.requireNonNull(layout);
        List<Coefficients> all = new ArrayList<>();
        for (Path path : paths()) {
            for (int i = 0; i < parts.size(); i++) {
                int place = parts.get(i).paths().indexOf(path);
                if (place >= 0) {
                    all.add(new Coefficients(
                            path,
                            parts.get(i).stride(),
                            Tiles.along(values.get(i), pictures.shape().rank() - 2, place)));
                }
            }
        }
        return all;
    }

    /** Pictures that are computed at once. */
    int tile() {
        return Tiles.size(cascade().largest(), Math.max(1, 16 / angles));
    }

    /** The coefficients of {@code [pictures, M, N]} as an expression, {@code [pictures, paths, rows, columns]}. */
    public Tensor apply(Tensor x) {
        if (x.rank() != 3 || !x.shape().range(1, 3).equals(Shape.of(rows, columns))) {
            throw new ShapeException(
                    "scattering: expected a batch of pictures " + Shape.of(rows, columns) + ", got " + x.shape());
        }
        return together(x);
    }

    private Tensor together(Tensor x) {
        PlaneCascade known = cascade();
        Tensor modulus =
                settings.normalization() instanceof Normalization.Renormalized ? known.averageOfModulus(x) : null;
        return Part.together(known.write(x), known.paths(), settings.normalization(), modulus);
    }

    /**
     * This transform as a layer: {@code [batch, ..., M, N]} to {@code [batch, ..., paths, rows, columns]}. It has no parameters. Its derivatives of every order are exact, and
     * finite where a modulus is 0, where they are taken as 0.
     */
    public Layer layer() {
        return (scope, x) -> {
            if (x.rank() < 3 || !x.shape().range(x.rank() - 2, x.rank()).equals(Shape.of(rows, columns))) {
                throw new ShapeException("scattering: expected pictures " + Shape.of(rows, columns)
                        + " in the last axes, got " + x.shape());
            }
            Shape leading = x.shape().range(0, x.rank() - 2);
            Tensor y = together(x.reshape(Shape.of(leading.size()).append(Shape.of(rows, columns))));
            return y.reshape(leading.append(y.shape().range(1, y.rank())));
        };
    }

    @Override
    public String toString() {
        return "Scattering2D[" + rows + " x " + columns + ", J = " + scales + ", L = " + angles + ", order "
                + settings.order() + "]";
    }
}
