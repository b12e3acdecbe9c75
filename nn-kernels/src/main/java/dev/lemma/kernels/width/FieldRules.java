package dev.lemma.kernels.width;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Binary;
import dev.lemma.api.tensor.Cast;
import dev.lemma.api.tensor.Concat;
import dev.lemma.api.tensor.Convolution;
import dev.lemma.api.tensor.CustomGradient;
import dev.lemma.api.tensor.Draw;
import dev.lemma.api.tensor.Elementwise;
import dev.lemma.api.tensor.Graph;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.MatMul;
import dev.lemma.api.tensor.Max;
import dev.lemma.api.tensor.MaxPoolIndices;
import dev.lemma.api.tensor.Primitive;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.StopGradient;
import dev.lemma.api.tensor.TakeAlong;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.Unary;
import dev.lemma.api.tensor.WindowSum;
import dev.lemma.api.walk.Movement;
import dev.lemma.api.walk.ParameterUse;
import dev.lemma.api.walk.RefusalException;
import dev.lemma.api.walk.Region;
import dev.lemma.api.walk.Rules;
import dev.lemma.api.walk.Walk;
import dev.lemma.compiler.reference.ReferenceExecutor;
import dev.lemma.compiler.scalar.ScalarFunction;
import dev.lemma.kernels.width.dual.DrawnMoments;
import dev.lemma.kernels.width.dual.Dual;
import dev.lemma.kernels.width.dual.PolynomialDual;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What each primitive does to the fields of an infinitely wide network: one rule per primitive, on a network traced for one sample. */
final class FieldRules {

    private static final String PURPOSE = "infinite width";

    private final Tensor theta;
    private final Set<Tensor> random;
    private final Set<Tensor> ofInput;
    private final Set<Tensor> drawn;
    private final boolean scales;
    private final Map<String, Tensor> used = new HashMap<>();

    private FieldRules(Tensor theta, Set<Tensor> random, Set<Tensor> ofInput, Set<Tensor> drawn, boolean scales) {
        this.theta = theta;
        this.random = random;
        this.ofInput = ofInput;
        this.drawn = drawn;
        this.scales = scales;
    }

    /**
     * The field that the output of a network is.
     *
     * @param scales whether deviations stand in the factors of parameters, which are then drawn with deviation 1
     */
    static Stage output(Tensor y, Tensor theta, Tensor x, boolean scales) {
        FieldRules rules = new FieldRules(
                theta,
                dependent(y, node -> node == theta),
                dependent(y, node -> node == x),
                dependent(y, node -> node.op() instanceof Draw),
                scales);
        Walk<Field> walk = rules.rules().walk();
        Field field = walk.at(y);
        if (!(field instanceof Field.Random result)) {
            throw walk.refuse(y, "the output has no random weights");
        }
        Field.Layout layout = result.layout();
        for (int i = 0; i < layout.position().length; i++) {
            if (layout.field()[i] != layout.field()[0] || layout.position()[i] != layout.position()[0]) {
                throw walk.refuse(
                        y,
                        "the outputs of one sample are not channels of equal law at one place: end with a dense layer,"
                                + " behind Flatten or a global pooling");
            }
        }
        Stage stage = result.fields().get(layout.field()[0]);
        if (stage.positions() == 1) {
            return stage;
        }
        int[][] place = {{layout.position()[0]}};
        return new Stage.Mix(stage, new Stage.Taps(place, new double[] {1}), 1, null);
    }

    private static Set<Tensor> dependent(Tensor y, Predicate<Tensor> leaf) {
        Set<Tensor> dependent = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Tensor node : Graph.order(List.of(y))) {
            if (leaf.test(node) || node.operands().stream().anyMatch(dependent::contains)) {
                dependent.add(node);
            }
        }
        return dependent;
    }

    private Rules<Field> rules() {
        return Rules.<Field>of(PURPOSE)
                .with(Elementwise.class, (op, node, walk) -> elementwise(op, node, walk))
                .with(MatMul.class, this::product)
                .with(Convolution.class, this::convolution)
                .with(dev.lemma.api.tensor.Sum.class, (op, node, walk) -> sum(op, node, walk))
                .with(WindowSum.class, FieldRules::windowSum)
                .with(Concat.class, FieldRules::concat)
                .with(CustomGradient.class, (op, node, walk) -> {
                    walk.at(node.operand(0));
                    throw walk.refuse(
                            node, "a derivative of its own, of which the tangent kernel would have to know more");
                })
                .with(Cast.class, (op, node, walk) -> walk.at(node.operand(0)))
                .with(Max.class, (op, node, walk) -> maximum(node, walk))
                .with(MaxPoolIndices.class, (op, node, walk) -> maximum(node, walk))
                .with(TakeAlong.class, (op, node, walk) -> maximum(node, walk))
                .with((node, walk) -> Movement.is(node.op()) ? moved(node, walk) : null)
                .with((node, walk) -> {
                    if (!random.contains(node)) {
                        return drawn.contains(node) ? noise(node, walk) : new Field.Known(node);
                    }
                    ParameterUse use = ParameterUse.of(node);
                    return use == null || !use.isOf(theta) ? null : new Field.Parameter(use);
                });
    }

    /** Numbers of which each is a function of one draw of its own. */
    private Field noise(Tensor node, Walk<Field> walk) {
        Region region = Region.of(node);
        if (!(region.variable().op() instanceof Draw draw) || ofInput.contains(node)) {
            throw walk.refuse(
                    node, "random numbers that are not functions of one draw each; dropout of single numbers is known");
        }
        if (!region.variable().shape().equals(node.shape())) {
            throw walk.refuse(node, "draws that several numbers share");
        }
        double[] moments = DrawnMoments.of(draw.distribution(), ScalarFunction.of(region.scalar()));
        return new Field.Noise(moments[0], moments[1]);
    }

    private static Field maximum(Tensor node, Walk<Field> walk) {
        if (walk.at(node.operand(0)) instanceof Field.Scores) {
            throw softmax(node, walk);
        }
        throw walk.refuse(node, "the maximum of random numbers has no limit in closed form; average pooling has one");
    }

    // ------------------------------------------------------------------ weights

    private Stage.Weight weight(ParameterUse use, Tensor node, Walk<Field> walk) {
        String name = use.parameter().name();
        Tensor before = used.putIfAbsent(name, node);
        if (before != null && before != node) {
            throw walk.refuse(
                    node, "the parameter \"" + name + "\" is used twice; fields that share weights are correlated");
        }
        if (use.parameter().law() instanceof Law.Constant constant && constant.value() * use.factor() != 0) {
            throw walk.refuse(
                    node,
                    "the parameter \"" + name + "\" starts at the constant " + constant.value()
                            + ", expected random numbers of mean 0, or 0");
        }
        double rate =
                use.trained() ? use.factor() * use.factor() * use.parameter().rateScale() : 0;
        return new Stage.Weight(
                name, use.variance(), rate, scales && use.parameter().law().standardDeviation() == 1);
    }

    private Field product(MatMul op, Tensor node, Walk<Field> walk) {
        Field a = walk.at(node.operand(0));
        Field b = walk.at(node.operand(1));
        if (b instanceof Field.Random value && a instanceof Field.Scores scores) {
            return attended(op, scores, value, node, walk);
        }
        if (a instanceof Field.Random query && b instanceof Field.Random key) {
            return scores(op, query, key, node, walk);
        }
        boolean second = b instanceof Field.Parameter;
        if (second == (a instanceof Field.Parameter)) {
            throw walk.refuse(
                    node,
                    second
                            ? "a product of two parameters is not an independent weight"
                            : "a product of fields that is no attention with linear scores: queries times keys, their scores times"
                                    + " values");
        }
        Shape left = node.operand(0).shape();
        Shape right = node.operand(1).shape();
        int rank = node.rank();
        int m = node.shape().extent(-2);
        int n = node.shape().extent(-1);
        int terms = left.extent(op.transposeA() ? -2 : -1);
        int batch = node.shape().range(0, rank - 2).size();
        int rowsEach = second ? m : n;
        int units = second ? n : m;
        int[][] elements = new int[batch * rowsEach][terms];
        int[][] entries = new int[batch][units * terms];
        int[] places = ((Field.Parameter) (second ? b : a)).use().places();
        for (int s = 0; s < batch; s++) {
            for (int k = 0; k < terms; k++) {
                for (int r = 0; r < rowsEach; r++) {
                    elements[s * rowsEach + r][k] = second
                            ? s * m * terms + (op.transposeA() ? k * m + r : r * terms + k)
                            : s * terms * n + (op.transposeB() ? r * terms + k : k * n + r);
                }
                for (int u = 0; u < units; u++) {
                    entries[s][u * terms + k] = places[
                            second
                                    ? (s * terms * n + (op.transposeB() ? u * terms + k : k * n + u))
                                    : (s * m * terms + (op.transposeA() ? k * m + u : u * terms + k))];
                }
            }
        }
        for (int[] entry : entries) {
            requireDistinct(entry, node, walk);
            if (!Arrays.equals(entry, entries[0])) {
                throw walk.refuse(node, "the weight differs along a batch axis of the product");
            }
        }
        int[] position = new int[node.shape().size()];
        int[] channel = new int[position.length];
        for (int i = 0; i < position.length; i++) {
            int s = i / (m * n);
            int row = i / n % m;
            int column = i % n;
            position[i] = s * rowsEach + (second ? row : column);
            channel[i] = second ? column : row;
        }
        Field data = second ? a : b;
        ParameterUse use = ((Field.Parameter) (second ? b : a)).use();
        Stage stage = contraction(data, elements, weight(use, node, walk), null, null, node, walk);
        return new Field.Random(List.of(stage), new Field.Layout(new int[position.length], position, channel));
    }

    private static RefusalException softmax(Tensor node, Walk<Field> walk) {
        return walk.refuse(
                node,
                "a nonlinearity, such as softmax, of the scores of attention: its limit has no closed form; with linear scores it has"
                        + " one");
    }

    /** The element of an operand of a product at row r (or column) and term k of batch s. */
    private static int element(boolean transposed, int batch, int rows, int terms, int r, int k) {
        return batch * rows * terms + (transposed ? k * rows + r : r * terms + k);
    }

    /**
     * Queries times keys. The terms are the channels of a head; queries and keys must be independent fields, and heads must have channels of their own.
     */
    private static Field scores(MatMul op, Field.Random query, Field.Random key, Tensor node, Walk<Field> walk) {
        int rank = node.rank();
        int m = node.shape().extent(-2);
        int n = node.shape().extent(-1);
        int terms = node.operand(0).shape().extent(op.transposeA() ? -2 : -1);
        int batch = node.shape().range(0, rank - 2).size();
        requireIndependent(query, key, node, walk);
        Field.Layout q = query.layout();
        Field.Layout k = key.layout();
        int[] head = new int[batch * m * n];
        int[] from = new int[head.length];
        int[] to = new int[head.length];
        Set<Integer> channels = new HashSet<>();
        for (int s = 0; s < batch; s++) {
            for (int c = 0; c < terms; c++) {
                int first = element(op.transposeA(), s, m, terms, 0, c);
                if (!channels.add(q.channel()[first])) {
                    throw walk.refuse(node, "heads that share channels of their queries");
                }
                for (int r = 0; r < m; r++) {
                    int at = element(op.transposeA(), s, m, terms, r, c);
                    if (q.field()[at] < 0
                            || q.channel()[at] != q.channel()[first]
                            || q.position()[at] != q.position()[element(op.transposeA(), s, m, terms, r, 0)]) {
                        throw walk.refuse(node, "a product of fields over something else than their channels");
                    }
                }
                for (int r = 0; r < n; r++) {
                    int at = element(!op.transposeB(), s, n, terms, r, c);
                    if (k.field()[at] < 0
                            || k.channel()[at] != k.channel()[element(!op.transposeB(), s, n, terms, 0, c)]
                            || k.position()[at] != k.position()[element(!op.transposeB(), s, n, terms, r, 0)]) {
                        throw walk.refuse(node, "a product of fields over something else than their channels");
                    }
                }
            }
            for (int r = 0; r < m; r++) {
                for (int t = 0; t < n; t++) {
                    int at = (s * m + r) * n + t;
                    head[at] = s;
                    from[at] = q.position()[element(op.transposeA(), s, m, terms, r, 0)];
                    to[at] = k.position()[element(!op.transposeB(), s, n, terms, t, 0)];
                }
            }
        }
        double[] weight = new double[head.length];
        Arrays.fill(weight, 1);
        return new Field.Scores(query.fields().get(0), key.fields().get(0), terms, head, from, to, weight);
    }

    private static void requireIndependent(Field.Random a, Field.Random b, Tensor node, Walk<Field> walk) {
        if (a.fields().size() != 1 || b.fields().size() != 1) {
            throw walk.refuse(node, "a product of fields of different laws side by side");
        }
        Set<String> common = new HashSet<>(a.fields().get(0).atoms());
        common.retainAll(b.fields().get(0).atoms());
        if (!common.isEmpty()) {
            throw walk.refuse(node, "a product of fields that share the weights " + common + " and so are correlated");
        }
    }

    /** Scores times values, in each head. */
    private static Field attended(MatMul op, Field.Scores scores, Field.Random value, Tensor node, Walk<Field> walk) {
        int rank = node.rank();
        int m = node.shape().extent(-2);
        int n = node.shape().extent(-1);
        int terms = node.operand(0).shape().extent(op.transposeA() ? -2 : -1);
        int batch = node.shape().range(0, rank - 2).size();
        Field.Layout v = value.layout();
        Stage values = value.fields().get(0);
        for (Stage other : List.of(scores.query(), scores.key())) {
            requireIndependent(new Field.Random(List.of(other), v), new Field.Random(value.fields(), v), node, walk);
        }
        int[] queryAt = new int[m];
        int[] keyAt = new int[terms];
        int[] valueAt = new int[terms];
        double[][] weight = new double[m][terms];
        int[] position = new int[node.shape().size()];
        int[] channel = new int[position.length];
        for (int s = 0; s < batch; s++) {
            for (int r = 0; r < m; r++) {
                for (int c = 0; c < terms; c++) {
                    int at = element(op.transposeA(), s, m, terms, r, c);
                    if (s == 0) {
                        queryAt[r] = scores.from()[at];
                        keyAt[c] = scores.to()[at];
                        weight[r][c] = scores.weight()[at];
                    }
                    if (scores.head()[at] != scores.head()[element(op.transposeA(), s, m, terms, 0, 0)]
                            || scores.from()[at] != queryAt[r]
                            || scores.to()[at] != keyAt[c]
                            || scores.weight()[at] != weight[r][c]) {
                        throw walk.refuse(node, "heads that attend to different places or with different factors");
                    }
                }
            }
            Set<Integer> channels = new HashSet<>();
            for (int u = 0; u < n; u++) {
                int first = element(!op.transposeB(), s, n, terms, u, 0);
                if (!channels.add(v.channel()[first])) {
                    throw walk.refuse(node, "a product with values of which a channel stands twice in a head");
                }
                for (int c = 0; c < terms; c++) {
                    int at = element(!op.transposeB(), s, n, terms, u, c);
                    if (s == 0 && u == 0) {
                        valueAt[c] = v.position()[at];
                    }
                    if (v.field()[at] < 0 || v.channel()[at] != v.channel()[first] || v.position()[at] != valueAt[c]) {
                        throw walk.refuse(node, "a product of scores with something else than the places of a field");
                    }
                }
                for (int r = 0; r < m; r++) {
                    position[(s * m + r) * n + u] = r;
                    channel[(s * m + r) * n + u] = s * n + u;
                }
            }
        }
        Stage stage = new Stage.Attended(
                scores.query(), scores.key(), values, scores.channels(), queryAt, keyAt, valueAt, weight);
        return new Field.Random(List.of(stage), new Field.Layout(new int[position.length], position, channel));
    }

    private static void requireDistinct(int[] entries, Tensor node, Walk<Field> walk) {
        Set<Integer> seen = new HashSet<>();
        for (int entry : entries) {
            if (entry < 0 || !seen.add(entry)) {
                throw walk.refuse(node, "one number of the weight stands in several places of it");
            }
        }
    }

    private Field convolution(Convolution op, Tensor node, Walk<Field> walk) {
        Field data = walk.at(node.operand(0));
        if (!(walk.at(node.operand(1)) instanceof Field.Parameter filters) || data instanceof Field.Parameter) {
            throw walk.refuse(node, "a convolution whose filters are no parameter");
        }
        requireDistinct(filters.use().places(), node, walk);
        Shape in = node.operand(0).shape();
        int channels = in.extent(1);
        int each = channels / op.groups();
        if (op.groups() > 1 && (each == 1 || data instanceof Field.Known)) {
            throw walk.refuse(
                    node,
                    each == 1
                            ? "depthwise filters sum over a window only, whose size does not grow with the width"
                            : "groups of channels of the input have different laws");
        }
        int height = node.shape().extent(2);
        int width = node.shape().extent(3);
        int h = in.extent(2);
        int w = in.extent(3);
        int[][] elements = new int[height * width][];
        for (int i = 0; i < height; i++) {
            for (int j = 0; j < width; j++) {
                elements[i * width + j] = windowElements(op, i, j, each, h, w);
            }
        }
        Stage.Windowed windowed = data instanceof Field.Random r ? view(op.window(), r, channels, h, w) : null;
        Stage stage = contraction(
                data, elements, weight(filters.use(), node, walk), windowed, new Stage.Grid(height, width), node, walk);
        int plane = height * width;
        int[] position = new int[node.shape().size()];
        int[] channel = new int[position.length];
        for (int i = 0; i < position.length; i++) {
            position[i] = i % plane;
            channel[i] = i / plane;
        }
        return new Field.Random(List.of(stage), new Field.Layout(new int[position.length], position, channel));
    }

    private static int[] windowElements(Convolution op, int i, int j, int channels, int h, int w) {
        var window = op.window();
        int[] elements = new int[channels * window.kernelH() * window.kernelW()];
        int at = 0;
        for (int c = 0; c < channels; c++) {
            for (int u = 0; u < window.kernelH(); u++) {
                for (int v = 0; v < window.kernelW(); v++) {
                    int y = i * window.strideH() + u * window.dilationH() - window.padTop();
                    int x = j * window.strideW() + v * window.dilationW() - window.padLeft();
                    elements[at++] = y < 0 || y >= h || x < 0 || x >= w ? -1 : (c * h + y) * w + x;
                }
            }
        }
        return elements;
    }

    /** The rows and columns of the fields that an image [C, H, W] shows; null if it is no image of theirs. */
    private static Stage.@Nullable Windowed view(
            dev.lemma.api.tensor.Window2D window, Field.Random field, int channels, int h, int w) {
        Stage.Grid grid = field.fields().get(0).grid();
        if (grid == null || !field.fields().stream().allMatch(stage -> grid.equals(stage.grid()))) {
            return null;
        }
        int[] rows = new int[h];
        int[] columns = new int[w];
        int[] position = field.layout().position();
        for (int y = 0; y < h; y++) {
            rows[y] = Math.max(0, position[y * w]) / grid.width();
        }
        for (int x = 0; x < w; x++) {
            columns[x] = Math.max(0, position[x]) % grid.width();
        }
        for (int i = 0; i < channels * h * w; i++) {
            if (position[i] != rows[i / w % h] * grid.width() + columns[i % w]) {
                return null;
            }
        }
        return new Stage.Windowed(window, rows, columns);
    }

    /** The field {@code Σₖ w[k]·x[elements[row][k]]} at each row. */
    private static Stage contraction(
            Field data,
            int[][] elements,
            Stage.Weight weight,
            Stage.@Nullable Windowed windowed,
            Stage.@Nullable Grid grid,
            Tensor node,
            Walk<Field> walk) {
        if (data instanceof Field.Known known) {
            return new Stage.Source(known.node(), elements, weight, grid);
        }
        if (!(data instanceof Field.Random field)) {
            throw walk.refuse(node, "a weight on numbers that are certain in the limit, such as a mean over channels");
        }
        Field.Layout layout = field.layout();
        int rows = elements.length;
        int terms = elements[0].length;
        List<Map<List<Integer>, Integer>> found = new ArrayList<>();
        for (int i = 0; i < field.fields().size(); i++) {
            found.add(new LinkedHashMap<>());
        }
        for (int k = 0; k < terms; k++) {
            List<Integer> places = new ArrayList<>(rows);
            int part = -1;
            int channel = -1;
            for (int[] row : elements) {
                int element = row[k];
                int of = element < 0 ? -1 : layout.field()[element];
                places.add(of < 0 ? -1 : layout.position()[element]);
                if (of >= 0) {
                    if (part >= 0 && (part != of || channel != layout.channel()[element])) {
                        throw walk.refuse(
                                node, "one number of the weight meets different channels at different places");
                    }
                    part = of;
                    channel = layout.channel()[element];
                }
            }
            if (part >= 0) {
                found.get(part).merge(places, 1, Integer::sum);
            }
        }
        List<Stage.Part> parts = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            if (!found.get(i).isEmpty()) {
                parts.add(new Stage.Part(field.fields().get(i), taps(found.get(i)), windowed));
            }
        }
        return new Stage.Contraction(parts, rows, weight, grid);
    }

    private static Stage.Taps taps(Map<List<Integer>, Integer> found) {
        int[][] places = new int[found.size()][];
        double[] counts = new double[found.size()];
        int tap = 0;
        for (Map.Entry<List<Integer>, Integer> entry : found.entrySet()) {
            places[tap] = entry.getKey().stream().mapToInt(Integer::intValue).toArray();
            counts[tap++] = entry.getValue();
        }
        return new Stage.Taps(places, counts);
    }

    // ------------------------------------------------------------------ what only moves numbers

    private static Field moved(Tensor node, Walk<Field> walk) {
        Field field = walk.at(node.operand(0));
        int[] places = Objects.requireNonNull(Movement.places(node));
        if (field instanceof Field.Random r) {
            return new Field.Random(r.fields(), r.layout().moved(places));
        }
        if (field instanceof Field.Scores scores) {
            for (int place : places) {
                if (place < 0) {
                    throw walk.refuse(node, "padded scores; pad the values instead");
                }
            }
            return scores.moved(places);
        }
        if (field instanceof Field.Mean mean) {
            int[] position = new int[places.length];
            for (int i = 0; i < places.length; i++) {
                if (places[i] < 0) {
                    throw walk.refuse(node, "zeros beside numbers that are certain in the limit");
                }
                position[i] = mean.position()[places[i]];
            }
            return new Field.Mean(mean.value(), position, mean.positions(), mean.zero());
        }
        throw walk.refuse(node, "an operand that the limit knows nothing of");
    }

    private static Field concat(Concat op, Tensor node, Walk<Field> walk) {
        List<Stage> fields = new ArrayList<>();
        int[] field = new int[node.shape().size()];
        int[] position = new int[field.length];
        int[] channel = new int[field.length];
        int axis = op.axis();
        int inner = node.shape().range(axis + 1, node.rank()).size();
        int extent = node.shape().extent(axis);
        int begin = 0;
        for (Tensor operand : node.operands()) {
            if (!(walk.at(operand) instanceof Field.Random part)) {
                throw walk.refuse(node, "random fields beside numbers that are none");
            }
            int[] number = new int[part.fields().size()];
            for (int i = 0; i < number.length; i++) {
                number[i] = number(fields, part.fields().get(i));
            }
            int own = operand.shape().extent(axis);
            for (int i = 0; i < operand.shape().size(); i++) {
                int outer = i / (own * inner);
                int to = outer * extent * inner + (begin * inner) + i % (own * inner);
                int of = part.layout().field()[i];
                field[to] = of < 0 ? -1 : number[of];
                position[to] = part.layout().position()[i];
                channel[to] = part.layout().channel()[i];
            }
            begin += own;
        }
        for (int i = 0; i < fields.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (fields.get(i).positions() != fields.get(j).positions() && node.rank() > 2) {
                    throw walk.refuse(node, "fields with different positions side by side");
                }
            }
        }
        return new Field.Random(fields, new Field.Layout(field, position, channel));
    }

    /** The place of a field in the list, to which it is added if it is new. */
    private static int number(List<Stage> fields, Stage field) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i) == field) {
                return i;
            }
        }
        fields.add(field);
        return fields.size() - 1;
    }

    // ------------------------------------------------------------------ element by element

    private Field elementwise(Elementwise op, Tensor node, Walk<Field> walk) {
        Region region = Region.of(node);
        if (!region.isIdentity() && random.contains(region.variable())) {
            Field field = walk.at(region.variable());
            if (field instanceof Field.Random r) {
                return function(region, r, node, walk);
            }
            if (field instanceof Field.Scores scores) {
                double factor = Dual.of(region) instanceof PolynomialDual p ? p.factor() : Double.NaN;
                if (Double.isNaN(factor)) {
                    throw softmax(node, walk);
                }
                double[] factors = new double[node.shape().size()];
                Arrays.fill(factors, factor);
                return scores.times(factors);
            }
        }
        if (op == Unary.NEGATE || node.op() instanceof StopGradient) {
            return scaled(walk.at(node.operand(0)), op == Unary.NEGATE ? -1 : 1, node, walk);
        }
        List<Field> fields = new ArrayList<>();
        for (Tensor operand : node.operands()) {
            fields.add(walk.at(operand));
        }
        if (fields.stream().allMatch(f -> f instanceof Field.Mean || constant(f))) {
            return ofMeans(node, fields, walk);
        }
        if (op == Binary.MULTIPLY || op == Binary.DIVIDE) {
            Field scaled = scaledScores(node, fields, op == Binary.DIVIDE);
            if (scaled != null) {
                return scaled;
            }
        }
        if (fields.stream().anyMatch(f -> f instanceof Field.Scores)) {
            throw softmax(node, walk);
        }
        if (op == Binary.ADD || op == Binary.SUBTRACT) {
            return sum(node, fields.get(0), fields.get(1), op == Binary.SUBTRACT, walk);
        }
        if (op == Binary.MULTIPLY) {
            return fields.get(0) instanceof Field.Random r
                    ? times(node, r, fields.get(1), false, walk)
                    : fields.get(1) instanceof Field.Random s
                            ? times(node, s, fields.get(0), false, walk)
                            : unknown(node, walk);
        }
        if (op == Binary.DIVIDE && fields.get(0) instanceof Field.Random r) {
            return times(node, r, fields.get(1), true, walk);
        }
        return unknown(node, walk);
    }

    /** Scores times fixed numbers; null if this is something else. */
    private @Nullable Field scaledScores(Tensor node, List<Field> fields, boolean divide) {
        int side = fields.get(0) instanceof Field.Scores ? 0 : 1;
        if (!(fields.get(side) instanceof Field.Scores scores)
                || !constant(fields.get(1 - side))
                || divide && side == 1
                || !node.operand(1 - side).shape().equals(node.shape())) {
            return null;
        }
        double[] factors = numbers(node.operand(1 - side));
        for (int i = 0; divide && i < factors.length; i++) {
            factors[i] = 1 / factors[i];
        }
        return scores.times(factors);
    }

    private static Field unknown(Tensor node, Walk<Field> walk) {
        throw walk.refuse(
                node, "a function of several fields at once; only functions of one variable have a limit here");
    }

    private boolean constant(Field field) {
        return field instanceof Field.Known known && !ofInput.contains(known.node());
    }

    private static Field function(Region region, Field.Random field, Tensor node, Walk<Field> walk) {
        Dual dual = Dual.of(region);
        double factor = dual instanceof PolynomialDual p ? p.factor() : Double.NaN;
        List<Stage> stages = new ArrayList<>();
        for (Stage stage : field.fields()) {
            if (factor == 1) {
                stages.add(stage);
            } else if (!Double.isNaN(factor)) {
                stages.add(new Stage.Scaled(stage, factor));
            } else if (pooledGain(stage)) {
                throw walk.refuse(
                        node,
                        "a nonlinearity of pooled numbers with a trained gain: put a weight between the gain and the pooling");
            } else if (stage.gaussian()) {
                stages.add(new Stage.Nonlinear(stage, dual));
            } else {
                throw walk.refuse(
                        node,
                        "a nonlinearity of numbers that are not Gaussian in the limit: a nonlinearity, sum or pooling came before,"
                                + " with no weight between");
            }
        }
        Field.Layout layout = field.layout();
        for (int of : layout.field()) {
            if (of < 0 && Double.isNaN(factor)) {
                throw walk.refuse(node, "a nonlinearity of padding; pad behind it");
            }
        }
        return new Field.Random(stages, layout);
    }

    /** Whether there is pooling behind a trained gain, with no weight since. */
    private static boolean pooledGain(Stage stage) {
        return stage instanceof Stage.Mix mix && gained(mix.input())
                || linear(stage).stream().anyMatch(FieldRules::pooledGain);
    }

    private static boolean gained(Stage stage) {
        return stage instanceof Stage.Gain gain && gain.rate() != 0
                || linear(stage).stream().anyMatch(FieldRules::gained);
    }

    /** What a stage is a sum of, channel by channel. */
    private static List<Stage> linear(Stage stage) {
        return stage instanceof Stage.Contraction || stage instanceof Stage.Attended || stage instanceof Stage.Nonlinear
                ? List.of()
                : KernelExpression.inputs(stage);
    }

    private static Field scaled(Field field, double factor, Tensor node, Walk<Field> walk) {
        if (field instanceof Field.Random r) {
            List<Stage> stages = new ArrayList<>();
            for (Stage stage : r.fields()) {
                stages.add(factor == 1 ? stage : new Stage.Scaled(stage, factor));
            }
            return new Field.Random(stages, r.layout());
        }
        return unknown(node, walk);
    }

    // ------------------------------------------------------------------ sums

    private Field sum(Tensor node, Field a, Field b, boolean minus, Walk<Field> walk) {
        if (b instanceof Field.Random && !(a instanceof Field.Random)) {
            return sum(node, minus ? scaled(b, -1, node, walk) : b, a, false, walk);
        }
        if (!(a instanceof Field.Random r)) {
            return unknown(node, walk);
        }
        if (b instanceof Field.Parameter parameter) {
            return shifted(node, r, parameter.use(), walk);
        }
        if (b instanceof Field.Mean mean) {
            if (mean.zero()) {
                return r;
            }
            throw walk.refuse(node, "a field and a mean that is not 0: centre before a nonlinearity, not behind it");
        }
        if (b instanceof Field.Known known) {
            if (!ofInput.contains(known.node())
                    && Arrays.stream(numbers(known.node())).allMatch(v -> v == 0)) {
                return r;
            }
            throw walk.refuse(node, "a random field and numbers that are none: its mean would not be 0");
        }
        Field.Random s = (Field.Random) b;
        if (r.fields().size() != 1
                || s.fields().size() != 1
                || !Arrays.equals(r.layout().position(), s.layout().position())
                || !matching(r.layout().channel(), s.layout().channel())
                || r.fields().get(0).positions() != s.fields().get(0).positions()) {
            throw walk.refuse(node, "a sum of fields whose channels or places do not correspond");
        }
        Stage first = r.fields().get(0);
        Stage second =
                minus ? new Stage.Scaled(s.fields().get(0), -1) : s.fields().get(0);
        Set<String> common = new HashSet<>(first.atoms());
        common.retainAll(second.atoms());
        if (!common.isEmpty()) {
            throw walk.refuse(node, "a sum of fields that share the weights " + common + " and so are correlated");
        }
        return new Field.Random(List.of(new Stage.Sum(first, second)), r.layout());
    }

    private static boolean matching(int[] a, int[] b) {
        Map<Integer, Integer> to = new HashMap<>();
        Map<Integer, Integer> from = new HashMap<>();
        for (int i = 0; i < a.length; i++) {
            Integer forth = to.putIfAbsent(a[i], b[i]);
            Integer back = from.putIfAbsent(b[i], a[i]);
            if (forth != null && forth != b[i] || back != null && back != a[i]) {
                return false;
            }
        }
        return true;
    }

    private Field shifted(Tensor node, Field.Random field, ParameterUse use, Walk<Field> walk) {
        boolean everywhere = everywhere(node, field, use, walk);
        Stage.Weight weight = weight(use, node, walk);
        List<Stage> stages = new ArrayList<>();
        for (Stage stage : field.fields()) {
            stages.add(new Stage.Shift(stage, weight, everywhere));
        }
        return new Field.Random(stages, field.layout());
    }

    /** Whether each channel has one number of the parameter at all its positions; else every element must have its own. */
    private static boolean everywhere(Tensor node, Field.Random field, ParameterUse use, Walk<Field> walk) {
        int[] places = use.places();
        if (matching(places, channels(field.layout()))) {
            return true;
        }
        Set<Integer> seen = new HashSet<>();
        for (int place : places) {
            if (!seen.add(place)) {
                throw walk.refuse(
                        node,
                        "the parameter \"" + use.parameter().name()
                                + "\" is shared by several channels, which are then not independent");
            }
        }
        return false;
    }

    /** Channels of all fields under different numbers. */
    private static int[] channels(Field.Layout layout) {
        Map<List<Integer>, Integer> numbers = new HashMap<>();
        int[] channels = new int[layout.channel().length];
        for (int i = 0; i < channels.length; i++) {
            channels[i] =
                    numbers.computeIfAbsent(List.of(layout.field()[i], layout.channel()[i]), key -> numbers.size());
        }
        return channels;
    }

    // ------------------------------------------------------------------ products

    private Field times(Tensor node, Field.Random field, Field other, boolean divide, Walk<Field> walk) {
        List<Stage> stages = new ArrayList<>();
        if (other instanceof Field.Parameter parameter && !divide) {
            ParameterUse use = parameter.use();
            if (!(use.parameter().law() instanceof Law.Constant constant)) {
                throw walk.refuse(node, "a gain that starts random: its products are not Gaussian");
            }
            boolean everywhere = everywhere(node, field, use, walk);
            double rate = use.trained()
                    ? use.factor() * use.factor() * use.parameter().rateScale()
                    : 0;
            for (Stage stage : field.fields()) {
                stages.add(new Stage.Gain(stage, use.factor() * constant.value(), rate, everywhere));
            }
            return new Field.Random(stages, field.layout());
        }
        if (other instanceof Field.Noise noise && !divide) {
            for (Stage stage : field.fields()) {
                stages.add(new Stage.Dropped(stage, noise.mean(), noise.square()));
            }
            return new Field.Random(stages, field.layout());
        }
        if (constant(other)) {
            return timesConstant(node, field, numbers(((Field.Known) other).node()), divide, walk);
        }
        if (!(other instanceof Field.Mean mean)) {
            return unknown(node, walk);
        }
        for (int f = 0; f < field.fields().size(); f++) {
            Stage stage = field.fields().get(f);
            int[] at = new int[stage.positions()];
            Arrays.fill(at, -1);
            for (int i = 0; i < mean.position().length; i++) {
                if (field.layout().field()[i] == f) {
                    int position = field.layout().position()[i];
                    if (at[position] >= 0 && at[position] != mean.position()[i]) {
                        throw walk.refuse(node, "a factor that differs between channels");
                    }
                    at[position] = mean.position()[i];
                }
            }
            stages.add(new Stage.Modulated(stage, (kernel, side) -> {
                Tensor value = placed(mean.value().at(kernel, side), at);
                return divide ? value.reciprocal() : value;
            }));
        }
        return new Field.Random(stages, field.layout());
    }

    private static Tensor placed(Tensor value, int[] at) {
        double[] places = new double[at.length];
        boolean inOrder = at.length == value.shape().extent(1);
        for (int i = 0; i < at.length; i++) {
            places[i] = Math.max(0, at[i]);
            inOrder &= at[i] == i;
        }
        return inOrder
                ? value
                : value.gather(
                        1,
                        Tensor.literal(Array.of(Shape.of(places.length), places).as(value.type())));
    }

    private static Field timesConstant(
            Tensor node, Field.Random field, double[] numbers, boolean divide, Walk<Field> walk) {
        List<Stage> stages = new ArrayList<>();
        for (int f = 0; f < field.fields().size(); f++) {
            Stage stage = field.fields().get(f);
            double[] factors = new double[stage.positions()];
            Arrays.fill(factors, Double.NaN);
            for (int i = 0; i < numbers.length; i++) {
                if (field.layout().field()[i] == f) {
                    int position = field.layout().position()[i];
                    double factor = divide ? 1 / numbers[i] : numbers[i];
                    if (!Double.isNaN(factors[position]) && factors[position] != factor) {
                        throw walk.refuse(node, "fixed numbers that differ between channels");
                    }
                    factors[position] = factor;
                }
            }
            for (int i = 0; i < factors.length; i++) {
                factors[i] = Double.isNaN(factors[i]) ? 0 : factors[i];
            }
            stages.add(new Stage.Modulated(stage, (kernel, side) -> kernel.constant(factors, side)));
        }
        return new Field.Random(stages, field.layout());
    }

    private static double[] numbers(Tensor node) {
        return ReferenceExecutor.evaluate(List.of(node), Map.of()).get(0).toDoubles();
    }

    // ------------------------------------------------------------------ sums over axes

    private Field sum(dev.lemma.api.tensor.Sum op, Tensor node, Walk<Field> walk) {
        Tensor x = node.operand(0);
        int[] target = targets(op, x, node.shape().size());
        Field field = walk.at(x);
        List<Map<Integer, Integer>> groups = new ArrayList<>();
        if (field instanceof Field.Mean mean) {
            groups = counted(target, mean.position(), node.shape().size());
            return mean(mean.value(), groups, mean.positions(), mean.zero());
        }
        if (!(field instanceof Field.Random r)) {
            return unknown(node, walk);
        }
        Field.Layout layout = r.layout();
        int[] channels = channels(layout);
        int[] first = new int[node.shape().size()];
        Arrays.fill(first, -1);
        boolean within = true;
        for (int i = 0; i < target.length; i++) {
            if (first[target[i]] < 0) {
                first[target[i]] = i;
            }
            within &= channels[i] == channels[first[target[i]]];
        }
        if (within) {
            return pooled(r, target, first, node.shape().size(), null, node, walk);
        }
        if (r.fields().size() != 1) {
            throw walk.refuse(node, "a mean over channels of different laws");
        }
        Stage stage = r.fields().get(0);
        groups = counted(target, layout.position(), node.shape().size());
        Dual dual = stage instanceof Stage.Nonlinear nonlinear ? nonlinear.dual() : PolynomialDual.of(0, 1);
        if (!(stage instanceof Stage.Nonlinear) && !stage.gaussian()) {
            throw walk.refuse(node, "a mean over channels of numbers that are not Gaussian in the limit");
        }
        Stage base = stage instanceof Stage.Nonlinear nonlinear ? nonlinear.input() : stage;
        boolean zero = !(stage instanceof Stage.Nonlinear);
        Certain expected = (kernel, side) -> dual.mean(kernel.variance(base, side));
        return mean(expected, groups, stage.positions(), zero);
    }

    /** The element of the result that each element of the operand is added to. */
    private static int[] targets(dev.lemma.api.tensor.Sum op, Tensor x, int size) {
        int[] target = new int[x.shape().size()];
        int[] index = new int[x.rank()];
        for (int i = 0; i < target.length; i++) {
            int place = 0;
            for (int axis = 0; axis < x.rank(); axis++) {
                if (!op.axes().contains(axis)) {
                    place = place * x.shape().extent(axis) + index[axis];
                }
            }
            target[i] = size == 1 ? 0 : place;
            for (int axis = x.rank() - 1;
                    axis >= 0 && ++index[axis] == x.shape().extent(axis);
                    axis--) {
                index[axis] = 0;
            }
        }
        return target;
    }

    private static List<Map<Integer, Integer>> counted(int[] target, int[] position, int size) {
        List<Map<Integer, Integer>> groups = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            groups.add(new LinkedHashMap<>());
        }
        for (int i = 0; i < target.length; i++) {
            if (position[i] >= 0) {
                groups.get(target[i]).merge(position[i], 1, Integer::sum);
            }
        }
        return groups;
    }

    /** Sums of certain numbers, one per different group. */
    private static Field mean(Certain value, List<Map<Integer, Integer>> groups, int positions, boolean zero) {
        Map<Map<Integer, Integer>, Integer> different = new LinkedHashMap<>();
        int[] position = new int[groups.size()];
        for (int i = 0; i < position.length; i++) {
            position[i] = different.computeIfAbsent(groups.get(i), key -> different.size());
        }
        int count = different.size();
        double[] matrix = new double[positions * count];
        different.forEach((group, column) -> group.forEach((place, times) -> matrix[place * count + column] = times));
        Certain sums = (kernel, side) -> {
            Tensor at = value.at(kernel, side);
            return at.matmul(
                    Tensor.literal(Array.of(Shape.of(positions, count), matrix).as(at.type())));
        };
        return new Field.Mean(sums, position, count, zero);
    }

    /** Sums over positions within channels. */
    private static Field pooled(
            Field.Random field,
            int[] target,
            int[] first,
            int size,
            Stage.@Nullable Grid grid,
            Tensor node,
            Walk<Field> walk) {
        Field.Layout layout = field.layout();
        List<Map<Integer, Integer>> groups = counted(target, layout.position(), size);
        int[] of = new int[size];
        int[] position = new int[size];
        int[] channel = new int[size];
        List<Stage> stages = new ArrayList<>();
        List<Map<Map<Integer, Integer>, Integer>> different = new ArrayList<>();
        field.fields().forEach(stage -> different.add(new LinkedHashMap<>()));
        for (int i = 0; i < size; i++) {
            of[i] = first[i] < 0 ? -1 : layout.field()[first[i]];
            if (of[i] < 0) {
                throw walk.refuse(node, "a sum over padding alone");
            }
            Map<Map<Integer, Integer>, Integer> own = different.get(of[i]);
            position[i] = own.computeIfAbsent(groups.get(i), key -> own.size());
            channel[i] = layout.channel()[first[i]];
        }
        for (int f = 0; f < field.fields().size(); f++) {
            List<Map<Integer, Integer>> rows = new ArrayList<>(different.get(f).keySet());
            int most = rows.stream().mapToInt(Map::size).max().orElse(1);
            Map<Double, int[][]> byCount = new LinkedHashMap<>();
            for (int row = 0; row < rows.size(); row++) {
                Map<Double, Integer> next = new HashMap<>();
                for (Map.Entry<Integer, Integer> entry : rows.get(row).entrySet()) {
                    double count = entry.getValue();
                    int[][] taps = byCount.computeIfAbsent(count, key -> empty(most, rows.size()));
                    int tap = next.merge(count, 1, Integer::sum) - 1;
                    taps[tap][row] = entry.getKey();
                }
            }
            List<int[]> places = new ArrayList<>();
            List<Double> counts = new ArrayList<>();
            byCount.forEach((count, taps) -> {
                for (int[] tap : taps) {
                    places.add(tap);
                    counts.add(count);
                }
            });
            stages.add(new Stage.Mix(
                    field.fields().get(f),
                    new Stage.Taps(
                            places.toArray(new int[0][]),
                            counts.stream().mapToDouble(Double::doubleValue).toArray()),
                    rows.size(),
                    grid));
        }
        return new Field.Random(stages, new Field.Layout(of, position, channel));
    }

    private static int[][] empty(int taps, int rows) {
        int[][] places = new int[taps][rows];
        for (int[] place : places) {
            Arrays.fill(place, -1);
        }
        return places;
    }

    private static Field windowSum(WindowSum op, Tensor node, Walk<Field> walk) {
        if (!(walk.at(node.operand(0)) instanceof Field.Random field)) {
            throw walk.refuse(node, "a sum over windows of numbers that are no random field");
        }
        var window = op.window();
        Shape in = node.operand(0).shape();
        int height = node.shape().extent(2);
        int width = node.shape().extent(3);
        int size = node.shape().size();
        List<Integer> target = new ArrayList<>();
        List<Integer> source = new ArrayList<>();
        int[] first = new int[size];
        Arrays.fill(first, -1);
        for (int o = 0; o < size; o++) {
            int plane = o / (height * width);
            int i = o / width % height;
            int j = o % width;
            for (int u = 0; u < window.kernelH(); u++) {
                for (int v = 0; v < window.kernelW(); v++) {
                    int y = i * window.strideH() + u * window.dilationH() - window.padTop();
                    int x = j * window.strideW() + v * window.dilationW() - window.padLeft();
                    if (y >= 0 && y < in.extent(2) && x >= 0 && x < in.extent(3)) {
                        target.add(o);
                        source.add((plane * in.extent(2) + y) * in.extent(3) + x);
                    }
                }
            }
        }
        int[] places = source.stream().mapToInt(Integer::intValue).toArray();
        int[] targets = target.stream().mapToInt(Integer::intValue).toArray();
        for (int i = targets.length - 1; i >= 0; i--) {
            first[targets[i]] = i;
        }
        Field.Random taken = new Field.Random(field.fields(), field.layout().moved(places));
        return pooled(taken, targets, first, size, new Stage.Grid(height, width), node, walk);
    }

    // ------------------------------------------------------------------ functions of certain numbers

    private Field ofMeans(Tensor node, List<Field> fields, Walk<Field> walk) {
        int[] position = null;
        int positions = 0;
        for (Field field : fields) {
            if (field instanceof Field.Mean mean) {
                if (position != null && !Arrays.equals(position, mean.position())) {
                    throw walk.refuse(node, "certain numbers of different places");
                }
                position = mean.position();
                positions = mean.positions();
            }
        }
        int[] places = Objects.requireNonNull(position);
        int count = positions;
        List<Certain> values = new ArrayList<>();
        for (Field field : fields) {
            if (field instanceof Field.Mean mean) {
                values.add(mean.value());
                continue;
            }
            double[] numbers = numbers(((Field.Known) field).node());
            double[] at = new double[count];
            Arrays.fill(at, Double.NaN);
            for (int i = 0; i < numbers.length; i++) {
                if (!Double.isNaN(at[places[i]]) && at[places[i]] != numbers[i]) {
                    throw walk.refuse(node, "fixed numbers that differ where the certain ones do not");
                }
                at[places[i]] = numbers[i];
            }
            values.add((kernel, side) -> kernel.constant(at, side));
        }
        boolean zero = node.op() == Binary.MULTIPLY
                && fields.stream().anyMatch(f -> f instanceof Field.Mean mean && mean.zero());
        Primitive op = node.op();
        return new Field.Mean(
                (kernel, side) -> Tensor.apply(
                        op, values.stream().map(v -> v.at(kernel, side)).toList()),
                places,
                count,
                zero);
    }
}
