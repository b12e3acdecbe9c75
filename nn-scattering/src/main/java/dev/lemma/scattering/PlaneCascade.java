package dev.lemma.scattering;

import dev.lemma.api.fourier.Complex;
import dev.lemma.api.fourier.DiscreteFourier;
import dev.lemma.api.fourier.PlaneSubbands;
import dev.lemma.api.fourier.RealFourier;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.scattering.frame.Certificate;
import dev.lemma.scattering.wavelet.Band;
import dev.lemma.scattering.wavelet.FilterBank2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The scattering of pictures as an expression. Pictures and paths lie side by side along the last axis, so that every transform works on all of them at once. The
 * low-pass filter is a product of one function of each axis, and what is kept of its output are few places: two products of matrices instead of a transform.
 */
final class PlaneCascade {

    private final Settings settings;
    private final int rows;
    private final int columns;
    private final int scales;
    private final int paddedRows;
    private final int paddedColumns;
    private final FilterBank2D bank;
    private final int stride;

    private PlaneCascade(Settings settings, int rows, int columns, int scales, int stride, FilterBank2D bank) {
        this.settings = settings;
        this.rows = rows;
        this.columns = columns;
        this.scales = scales;
        this.stride = stride;
        this.paddedRows = bank.rows();
        this.paddedColumns = bank.columns();
        this.bank = bank;
    }

    static PlaneCascade of(int rows, int columns, int scales, int directions, Settings settings) {
        double extent = settings.averaging() instanceof Averaging.Over over ? over.samples() : Math.pow(2, scales);
        int log = Math.getExponent(extent);
        int unit = 1 << Math.max(log, scales);
        FilterBank2D bank = FilterBank2D.of(
                settings.wavelet(),
                (rows / unit + 2) * unit,
                (columns / unit + 2) * unit,
                scales,
                directions,
                extent,
                settings.convention());
        return new PlaneCascade(settings, rows, columns, scales, log, bank);
    }

    FilterBank2D bank() {
        return bank;
    }

    private boolean overPlaces() {
        return settings.averaging() == null || settings.averaging() instanceof Averaging.Over;
    }

    private int level(int from, int scale) {
        int wanted = overPlaces() ? Math.min(scale, stride) : scale;
        return Math.max(from, Math.max(wanted - settings.oversampling(), 0));
    }

    /** Log₂ of the places between coefficients, where there is averaging over an extent. */
    int outputLevel() {
        return Math.max(stride - settings.oversampling(), 0);
    }

    private int top(boolean alongRows) {
        return alongRows ? (paddedRows - rows) / 2 : (paddedColumns - columns) / 2;
    }

    /** The first place and the one behind the last of those at a 2ˡ-th of the resolution that are given out. */
    private int[] kept(boolean alongRows, int level) {
        int unit = 1 << (Math.max(stride, scales) - level);
        int points = (alongRows ? paddedRows : paddedColumns) >> level;
        return new int[] {unit, points - unit};
    }

    private record Group(List<Path> paths, int level, int scale, Tensor moduli) {}

    /** All paths in the order in which they are given out. */
    List<Path> paths() {
        List<Path> all = new ArrayList<>();
        List<Path> last = List.of(Path.root());
        all.add(Path.root());
        for (int m = 1; m <= settings.order(); m++) {
            List<Path> next = new ArrayList<>();
            for (Path path : last) {
                for (Band band : bank.bands()) {
                    if (m == 1
                            || !settings.decreasing()
                            || band.scale() > path.last().scale()) {
                        next.add(path.then(band));
                    }
                }
            }
            all.addAll(next);
            last = next;
        }
        all.removeIf(path -> !settings.gives(path));
        all.sort(Part.ORDER);
        return all;
    }

    /** The coefficients of pictures [pictures, rows, columns], in parts [pictures, paths, rows, columns]. */
    List<Part> write(Tensor x) {
        int pictures = x.shape().extent(0);
        List<Part> parts = new ArrayList<>();
        List<Group> groups = List.of(new Group(List.of(Path.root()), 0, -1, padded(x)));
        for (int m = 0; m <= settings.order(); m++) {
            List<Group> next = new ArrayList<>();
            for (Group group : groups) {
                if (m < settings.order()) {
                    next.addAll(children(group, m));
                }
                if (group.paths().stream().anyMatch(settings::gives)) {
                    parts.add(averaged(group, pictures));
                }
            }
            groups = next;
        }
        return parts;
    }

    /** {@code |x| ∗ φ}, for renormalisation. */
    Tensor averageOfModulus(Tensor x) {
        return averaged(
                        new Group(List.of(Path.root()), 0, -1, padded(x).abs()),
                        x.shape().extent(0))
                .values();
    }

    /** [rows, columns, pictures], continued beyond the borders. */
    private Tensor padded(Tensor x) {
        Tensor beside = x.permute(1, 2, 0);
        return continued(continued(beside, 0, rows, paddedRows), 1, columns, paddedColumns);
    }

    private Tensor continued(Tensor x, int axis, int points, int padded) {
        int before = (padded - points) / 2;
        if (settings.border() == Border.ZERO) {
            return x.pad(axis, before, padded - points - before);
        }
        double[] places = new double[padded];
        for (int i = 0; i < padded; i++) {
            places[i] = settings.border().place((long) i - before, points);
        }
        return x.gather(axis, Tensor.literal(Array.vector(places).as(x.type())));
    }

    private List<Group> children(Group group, int m) {
        List<Group> children = new ArrayList<>();
        @Nullable Complex half = null;
        for (int j = 0; j < scales; j++) {
            int scale = j;
            if (m > 0 && settings.decreasing() && scale <= group.scale()) {
                continue;
            }
            List<Band> filters = bank.bands().stream()
                    .filter(band ->
                            band.scale() == scale && group.paths().stream().anyMatch(p -> settings.needs(p.then(band))))
                    .toList();
            if (!filters.isEmpty()) {
                half = half == null ? half(group.moduli()) : half;
                children.add(child(group, half, scale, filters));
            }
        }
        return children;
    }

    /** Half the transform along the columns, [rows, columns/2 + 1, paths·pictures]. */
    private static Complex half(Tensor moduli) {
        Tensor along = Tensor.apply(new RealFourier(1, 1), moduli);
        Tensor both = Tensor.apply(new DiscreteFourier(List.of(0), false, 1), along.at(0, 0), along.at(0, 1));
        return Complex.ofParts(both);
    }

    private Group child(Group group, Complex half, int scale, List<Band> filters) {
        int level = level(group.level(), scale);
        int m = paddedRows >> group.level();
        int n = paddedColumns >> group.level();
        int step = 1 << (level - group.level());
        Tensor bands = Tensor.apply(
                new PlaneSubbands(m, n, step),
                half.real(),
                half.imaginary(),
                literal(half.type(), filters, group.level(), m, n));
        Tensor inSpace =
                Tensor.apply(new DiscreteFourier(List.of(0, 1), true, 1.0 / m / n), bands.at(0, 0), bands.at(0, 1));
        Tensor moduli = Complex.ofParts(inSpace).modulus();
        int lanes = filters.size() * half.shape().extent(2);
        List<Path> paths = new ArrayList<>();
        for (Band band : filters) {
            for (Path path : group.paths()) {
                paths.add(path.then(band));
            }
        }
        return new Group(paths, level, scale, moduli.reshape(m / step, n / step, lanes));
    }

    /** Filters side by side, [rows, columns, filters]; what a rounding error hides is 0, and costs nothing. */
    private Tensor literal(DType type, List<Band> filters, int level, int m, int n) {
        double[][] lines = new double[filters.size()][];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = bank.wavelet(filters.get(i).index(), level);
        }
        Array rowsOfFilters = LineCascade.cut(type, lines);
        double[] turned = new double[m * n * lines.length];
        for (int i = 0; i < lines.length; i++) {
            for (int k = 0; k < m * n; k++) {
                turned[k * lines.length + i] = rowsOfFilters.get(i * m * n + k);
            }
        }
        return Tensor.literal(Array.of(Shape.of(m, n, lines.length), turned).as(type));
    }

    private Part averaged(Group group, int pictures) {
        int m = paddedRows >> group.level();
        int n = paddedColumns >> group.level();
        int paths = group.paths().size();
        if (!overPlaces()) {
            int step = 1 << group.level();
            int above = (top(true) + step - 1) / step;
            int before = (top(false) + step - 1) / step;
            Tensor inside = group.moduli()
                    .slice(0, above, (top(true) + rows + step - 1) / step)
                    .slice(1, before, (top(false) + columns + step - 1) / step);
            if (settings.averaging() instanceof Averaging.Global) {
                Tensor mean = inside.mean(0, 1).reshape(paths, pictures).transpose();
                return new Part(
                        group.paths(), Math.max(rows, columns), mean.expand(2).expand(3));
            }
            return new Part(
                    group.paths(),
                    step,
                    inside.reshape(inside.shape().extent(0), inside.shape().extent(1), paths, pictures)
                            .permute(3, 2, 0, 1));
        }
        int level = Math.max(group.level(), outputLevel());
        double[][] alongRows = lowPass(0, group.level(), level);
        double[][] alongColumns = lowPass(1, group.level(), level);
        int lanes = paths * pictures;
        DType type = group.moduli().type();
        Tensor down = matrix(alongRows, type).matmul(group.moduli().reshape(m, n * lanes));
        Tensor each = down.reshape(alongRows.length, n, lanes);
        List<Tensor> copies = new ArrayList<>();
        Tensor across = matrix(alongColumns, type);
        for (int i = 0; i < alongRows.length; i++) {
            copies.add(across);
        }
        Tensor values = Tensor.stack(0, copies).matmul(each);
        return new Part(
                group.paths(),
                1 << level,
                values.reshape(alongRows.length, alongColumns.length, paths, pictures)
                        .permute(3, 2, 0, 1));
    }

    private static Tensor matrix(double[][] rows, DType type) {
        return Tensor.literal(Array.matrix(rows).as(type));
    }

    /** From points at one level to those given out at another: circular convolution with φ along one axis, and a choice of places. */
    private double[][] lowPass(int axis, int from, int to) {
        double[] spectrum = bank.lowPass(axis, from);
        int n = spectrum.length;
        double[] phi = new double[n];
        double[] cosines = new double[n];
        for (int k = 0; k < n; k++) {
            cosines[k] = Math.cos(2 * Math.PI * k / n);
        }
        for (int d = 0; d < n; d++) {
            for (int k = 0; k < n; k++) {
                phi[d] += spectrum[k] * cosines[(int) ((long) k * d % n)] / n;
            }
        }
        int[] kept = kept(axis == 0, to);
        int step = 1 << (to - from);
        double[][] matrix = new double[kept[1] - kept[0]][n];
        for (int i = kept[0]; i < kept[1]; i++) {
            for (int j = 0; j < n; j++) {
                matrix[i - kept[0]][j] = phi[Math.floorMod(i * step - j, n)];
            }
        }
        return matrix;
    }

    /** What is proved of the coefficients, before they are normalised. */
    Certificate certificate() {
        CascadeBounds.Filters filters = new CascadeBounds.Filters() {
            @Override
            public double[] output(int level, boolean subsampled) {
                double[] along = bank.lowPass(0, level);
                double[] across = bank.lowPass(1, level);
                double[] phi = new double[along.length * across.length];
                for (int i = 0; i < phi.length; i++) {
                    phi[i] = along[i / across.length] * across[i % across.length];
                }
                int step = subsampled ? 1 << (Math.max(level, outputLevel()) - level) : 1;
                double[] counts = CascadeBounds.counts(phi, along.length, across.length, step, step);
                if (!overPlaces()) {
                    Arrays.fill(counts, settings.averaging() instanceof Averaging.Global ? 1 / points(level) : 1);
                }
                return counts;
            }

            /** How many places a mean is over. */
            private double points(int level) {
                int step = 1 << level;
                return Math.floor((double) rows / step) * Math.floor((double) columns / step);
            }

            @Override
            public double[] wavelets(int order, int level, int scale, boolean subsampled) {
                int m = paddedRows >> level;
                int n = paddedColumns >> level;
                int step = subsampled ? 1 << (PlaneCascade.this.level(level, scale) - level) : 1;
                double[] sum = new double[m * n];
                for (Band band : bank.bands()) {
                    if (band.scale() == scale) {
                        double[] counts = CascadeBounds.counts(bank.wavelet(band.index(), level), m, n, step, step);
                        for (int i = 0; i < sum.length; i++) {
                            sum[i] += counts[i];
                        }
                    }
                }
                return sum;
            }

            @Override
            public List<Integer> scales(int order) {
                return bank.bands().stream().map(Band::scale).distinct().toList();
            }

            @Override
            public int level(int from, int scale) {
                return PlaneCascade.this.level(from, scale);
            }

            @Override
            public double smoothness() {
                double[] phi = bank.lowPass();
                double most = 0;
                for (int i = 0; i < phi.length; i++) {
                    double f1 = Math.min(i / paddedColumns, paddedRows - i / paddedColumns) / (double) paddedRows;
                    double f2 = Math.min(i % paddedColumns, paddedColumns - i % paddedColumns) / (double) paddedColumns;
                    most = Math.max(most, Math.hypot(f1, f2) * Math.abs(phi[i]));
                }
                return most;
            }
        };
        double repeats = (double) CascadeBounds.repeats(settings.border(), rows, paddedRows, top(true))
                * CascadeBounds.repeats(settings.border(), columns, paddedColumns, top(false));
        return CascadeBounds.of(filters, settings, repeats);
    }

    /** Numbers of the largest group of one picture: what a tile is made of. */
    long largest() {
        int directions = bank.bands().size() / scales;
        long most = 0;
        for (int j = 0; j < scales; j++) {
            int level = level(0, j);
            long points = (long) (paddedRows >> level) * (paddedColumns >> level);
            long paths = settings.order() >= 2 && settings.decreasing() ? (long) directions * directions * j : 0;
            most = Math.max(most, points * Math.max(directions, paths));
        }
        return most;
    }
}
