package dev.lemma.compiler.fused;

import dev.lemma.api.tensor.Broadcast;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Graph;
import dev.lemma.api.tensor.Input;
import dev.lemma.api.tensor.Literal;
import dev.lemma.api.tensor.Max;
import dev.lemma.api.tensor.ParameterView;
import dev.lemma.api.tensor.Permute;
import dev.lemma.api.tensor.Reshape;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Slice;
import dev.lemma.api.tensor.Sum;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.primitive.Kernel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Orders a graph into items: element-wise nodes join a chain where one is open over the same domain, reductions end in the chain that computes what they
 * reduce, reshaping and transposing become views, everything else is an item of its own.
 *
 * <p>Nodes are taken operands first. An item may use what earlier items have stored; a chain may also use what it computes itself, element by element.
 */
final class Planner {

    /** Chains are not made longer than this estimate of instructions, nor over more arrays than that. */
    private static final int LONGEST_CHAIN = 120;

    private static final int MOST_ARRAYS = 20;

    /** Sums over shorter rows of columns go through a transpose, as shorter loops do not pay. */
    private static final int LEAST_COLUMNS = 8;

    /** Longer columns are turned to rows, whose sums lose fewer bits. */
    private static final int MOST_COLUMN_ROWS = 1024;

    /** Wide column sums are added row by row in the lanes' type, so they may not have more rows than this. */
    private static final int MOST_WIDE_ROWS = 64;

    private final List<Item> items = new ArrayList<>();
    private final Map<Tensor, View> views = new IdentityHashMap<>();
    private final Map<Tensor, Integer> produced = new IdentityHashMap<>();
    private final List<Tensor> leaves = new ArrayList<>();

    private final int longest;

    private final Function<Tensor, Kernel> kernels;

    private Planner(int longest, Function<Tensor, Kernel> kernels) {
        this.longest = longest;
        this.kernels = kernels;
    }

    /**
     * @param outputs nodes to be read after the run
     * @param updates nodes that become states after the run
     * @param replaced states that the updates replace: outputs that show them are copied first
     * @param sumsAreFree whether a sum had better join a chain that reads its elements anyway
     * @param kernels the kernel of a node that no chain computes
     */
    static Plan plan(
            List<Tensor> outputs,
            List<Tensor> updates,
            List<Tensor> requiredLeaves,
            Set<Tensor> replaced,
            boolean sumsAreFree,
            Function<Tensor, Kernel> kernels) {
        for (int longest = LONGEST_CHAIN; ; longest /= 2) {
            Plan plan = new Planner(longest, kernels).order(outputs, updates, requiredLeaves, replaced, sumsAreFree);
            boolean fits = true;
            for (Item item : plan.items()) {
                fits &= !(item instanceof Group group) || group.write().fitsOneMethod();
            }
            if (fits || longest == 0) {
                return plan;
            }
        }
    }

    private Plan order(
            List<Tensor> outputs,
            List<Tensor> updates,
            List<Tensor> requiredLeaves,
            Set<Tensor> replaced,
            boolean sumsAreFree) {
        // What only outputs need comes last where sums are free: a sum over what an update reads joins the update's
        // chain.
        List<Tensor> roots = new ArrayList<>(sumsAreFree ? updates : outputs);
        roots.addAll(sumsAreFree ? outputs : updates);
        for (Tensor leaf : requiredLeaves) {
            leaf(leaf);
        }
        for (Tensor node : Graph.order(roots)) {
            place(node);
        }
        for (Tensor root : roots) {
            demand(root);
        }
        for (Tensor output : outputs) {
            if (replaced.contains(view(output).base())) {
                materialise(output);
            }
        }
        findStores(roots);
        return new Plan(items, views, produced, leaves);
    }

    private void leaf(Tensor node) {
        if (!views.containsKey(node)) {
            views.put(node, View.of(node));
            produced.put(node, -1);
            leaves.add(node);
        }
    }

    /** Where the elements of the node lie; what it is made of has been demanded. */
    private View view(Tensor node) {
        View view = views.get(node);
        if (view == null) {
            view = moved(node);
            views.put(node, view);
        }
        return view;
    }

    private View moved(Tensor node) {
        if (node.op() instanceof Broadcast broadcast) {
            return view(node.operand(0)).broadcast(broadcast.shape());
        }
        if (node.op() instanceof Reshape reshape) {
            return reshaped(node.operand(0), reshape.shape());
        }
        if (node.op() instanceof Permute permute) {
            return view(node.operand(0)).permute(permute.axes());
        }
        if (node.op() instanceof Slice slice) {
            return view(node.operand(0)).slice(slice.starts(), slice.extents(), slice.steps());
        }
        if (node.op() instanceof ParameterView parameter) {
            contiguous(node.operand(0));
            View theta = view(node.operand(0));
            Shape shape = parameter.parameter().shape();
            return new View(
                    theta.base(), theta.offset() + parameter.parameter().offset(), shape.extents(), shape.strides());
        }
        throw new IllegalStateException("operand placed after its user: " + node);
    }

    private static boolean moves(Tensor node) {
        return node.op() instanceof Broadcast
                || node.op() instanceof Reshape
                || node.op() instanceof Permute
                || node.op() instanceof Slice
                || node.op() instanceof ParameterView;
    }

    /** Of those that chains have code for: a user's primitive has a kernel, whatever its rules follow from. */
    private static boolean isElementwise(Tensor node) {
        return ChainCode.knows(node.op()) && node.shape().size() > 0;
    }

    /** Element-wise nodes and moves wait until somebody wants them: then they join the chain of who does. */
    private void place(Tensor node) {
        if (views.containsKey(node) || isElementwise(node) || moves(node)) {
            return;
        }
        if (node.op() instanceof Input || node.op() instanceof Literal) {
            leaf(node);
        } else if ((node.op() instanceof Sum || node.op() instanceof Max)
                && node.operand(0).shape().size() > 0) {
            demand(node.operand(0));
            reduction(node);
        } else {
            node.operands().forEach(this::demand);
            compute(node);
        }
    }

    // ------------------------------------------------------------------ demand

    /**
     * Places what the node still waits for. Nodes over one domain that only lead to each other form a cluster, which is placed as a whole; a node that others
     * use too, or that is used in part, ends a cluster of its own.
     */
    private void demand(Tensor wanted) {
        List<Tensor> waiting = waiting(wanted);
        Map<Tensor, Tensor> rootOf = clusters(waiting, wanted);
        Map<Tensor, List<Tensor>> membersOf = new IdentityHashMap<>();
        for (Tensor node : waiting) {
            if (!isElementwise(node)) {
                continue;
            }
            Tensor root = rootOf.get(node);
            membersOf.computeIfAbsent(root, r -> new ArrayList<>()).add(node);
            if (root == node) {
                cluster(membersOf.get(root));
            }
        }
        view(wanted);
    }

    /** What is not placed among what the node is made of, operands first. */
    private List<Tensor> waiting(Tensor wanted) {
        List<Tensor> found = new ArrayList<>();
        Set<Tensor> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Tensor> open = new ArrayDeque<>();
        open.push(wanted);
        while (!open.isEmpty()) {
            Tensor node = open.peek();
            if (views.containsKey(node)) {
                open.pop();
                continue;
            }
            if (seen.add(node)) {
                node.operands().forEach(open::push);
            } else {
                open.pop();
                if (!found.contains(node)) {
                    found.add(node);
                }
            }
        }
        return found;
    }

    private Map<Tensor, Tensor> clusters(List<Tensor> waiting, Tensor wanted) {
        Map<Tensor, Tensor> rootOf = new IdentityHashMap<>();
        Map<Tensor, Tensor> common = new IdentityHashMap<>();
        Set<Tensor> apart = Collections.newSetFromMap(new IdentityHashMap<>());
        apart.add(wanted);
        for (int i = waiting.size() - 1; i >= 0; i--) {
            Tensor node = waiting.get(i);
            Tensor cluster;
            if (isElementwise(node)) {
                Tensor joint = common.get(node);
                cluster = apart.contains(node) || joint == null ? node : joint;
                rootOf.put(node, cluster);
            } else {
                boolean whole = node.op() instanceof Reshape && !apart.contains(node);
                cluster = whole ? common.get(node) : null;
            }
            for (Tensor operand : node.operands()) {
                Tensor before = common.putIfAbsent(operand, cluster == null ? node : cluster);
                if (cluster == null
                        || before != null && before != cluster
                        || cluster.shape().size() != operand.shape().size()) {
                    apart.add(operand);
                }
            }
        }
        return rootOf;
    }

    private View reshaped(Tensor x, Shape shape) {
        View reshaped = view(x).reshape(shape);
        if (reshaped == null) {
            materialise(x);
            reshaped = view(x).reshape(shape);
        }
        if (reshaped == null) {
            throw new IllegalStateException("contiguous elements always reshape");
        }
        return reshaped;
    }

    /** Has the elements of the node put side by side, if they are not. */
    private void contiguous(Tensor node) {
        if (!view(node).isContiguous()) {
            materialise(node);
        }
    }

    private void materialise(Tensor node) {
        items.add(new Item.Copy(node, view(node)));
        produced.put(node, items.size() - 1);
        views.put(node, View.of(node));
    }

    private void compute(Tensor node) {
        Kernel kernel = kernels.apply(node);
        for (int i = 0; i < node.operands().size(); i++) {
            View view = view(node.operand(i));
            if (!view.isContiguous() && !kernel.accepts(i, view.layout())) {
                materialise(node.operand(i));
            }
        }
        items.add(
                new Item.Compute(node, node.operands().stream().map(this::view).toList(), kernel));
        produced.put(node, items.size() - 1);
        views.put(node, View.of(node));
    }

    // ------------------------------------------------------------------ chains

    /** Places in the domain at which the view starts to repeat or jump. */
    private static TreeSet<Integer> cuts(View view) {
        TreeSet<Integer> cuts = new TreeSet<>();
        List<int[]> runs = view.runs();
        int inner = 1;
        for (int i = runs.size() - 1; i > 0; i--) {
            inner *= runs.get(i)[0];
            cuts.add(inner);
        }
        return cuts;
    }

    /** Whether a chain can read the view: its innermost elements lie side by side, or are one repeated. */
    private static boolean isReadable(View view) {
        List<int[]> runs = view.runs();
        return runs.isEmpty() || runs.get(runs.size() - 1)[1] <= 1;
    }

    private boolean isInside(Tensor operand, Group group) {
        View view = view(operand);
        return view.isWhole() && group.contains(view.base());
    }

    /** The item that stores a node; −1 for leaves. */
    private int position(Tensor base) {
        return produced.getOrDefault(base, -1);
    }

    /** The nodes of one cluster into one chain, or one after another where they are too many. */
    private void cluster(List<Tensor> nodes) {
        Set<Tensor> own = Collections.newSetFromMap(new IdentityHashMap<>());
        own.addAll(nodes);
        List<Tensor> outside = new ArrayList<>();
        int cost = 0;
        for (Tensor node : nodes) {
            cost += ChainCode.cost(node.op());
            for (Tensor operand : node.operands()) {
                if (operand.constantValue().isEmpty() && !own.contains(source(operand)) && !outside.contains(operand)) {
                    outside.add(operand);
                }
            }
        }
        if (nodes.size() > 1 && (cost > longest || outside.size() > MOST_ARRAYS / 2)) {
            for (Tensor node : nodes) {
                cluster(List.of(node));
            }
            return;
        }
        for (Tensor operand : outside) {
            if (!isReadable(view(operand))) {
                materialise(operand);
            }
        }
        Group group = open(nodes.get(0).type(), nodes.get(0).shape().size(), outside, new TreeSet<>(), cost);
        if (group == null) {
            for (Tensor node : nodes) {
                cluster(List.of(node));
            }
            return;
        }
        for (Tensor operand : outside) {
            enter(operand, group);
        }
        int position = items.indexOf(group);
        for (Tensor node : nodes) {
            group.add(node, ChainCode.cost(node.op()));
            produced.put(node, position);
            views.put(node, View.of(node));
        }
        for (Tensor node : nodes) {
            node.operands().forEach(operand -> group.see(operand, view(operand)));
        }
    }

    /** The node behind reshapes. */
    private static Tensor source(Tensor node) {
        Tensor source = node;
        while (source.op() instanceof Reshape) {
            source = source.operand(0);
        }
        return source;
    }

    private void enter(Tensor operand, Group group) {
        if (operand.constantValue().isEmpty() && !isInside(operand, group)) {
            group.cut(cuts(view(operand)));
            group.addInput(view(operand));
        }
    }

    /** An open chain over the same domain that may take what reads these operands and has something to do with it, or a new one; null where no box fits. */
    private @Nullable Group open(DType type, int size, List<Tensor> operands, TreeSet<Integer> ownCuts, int cost) {
        int earliest = 0;
        for (Tensor operand : operands) {
            if (operand.constantValue().isPresent()) {
                continue;
            }
            View view = view(operand);
            int position = position(view.base());
            boolean joins = position >= 0 && items.get(position) instanceof Group group && isInside(operand, group);
            earliest = Math.max(earliest, joins ? position : position + 1);
        }
        for (int i = earliest; i < items.size(); i++) {
            if (items.get(i) instanceof Group group
                    && group.size() == size
                    && group.type() == type
                    && group.cost() + cost <= longest
                    && group.inputs().size() + group.nodes().size() / 2 <= MOST_ARRAYS
                    && isRelated(operands, group)
                    && fits(operands, ownCuts, group, i)) {
                return group;
            }
        }
        Group group = new Group(type, size);
        if (!fits(operands, ownCuts, group, items.size())) {
            return null;
        }
        items.add(group);
        group.cut(ownCuts);
        return group;
    }

    private boolean isRelated(List<Tensor> operands, Group group) {
        for (Tensor operand : operands) {
            if (operand.constantValue().isEmpty()
                    && (isInside(operand, group) || group.reads(view(operand).base()))) {
                return true;
            }
        }
        return group.size() == 1;
    }

    private boolean fits(List<Tensor> operands, TreeSet<Integer> ownCuts, Group group, int position) {
        TreeSet<Integer> cuts = new TreeSet<>(ownCuts);
        for (Tensor operand : operands) {
            if (operand.constantValue().isPresent() || isInside(operand, group)) {
                continue;
            }
            if (position(view(operand).base()) >= position) {
                return false;
            }
            cuts.addAll(cuts(view(operand)));
        }
        return group.accepts(cuts);
    }

    // ------------------------------------------------------------------ reductions

    private static List<Integer> axes(Tensor node) {
        return node.op() instanceof Sum sum ? sum.axes() : ((Max) node.op()).axes();
    }

    private void reduction(Tensor node) {
        Tensor x = node.operand(0);
        List<Integer> axes = axes(node);
        int inner = 1;
        int outerKept = 1;
        boolean innermostReduced = true;
        boolean found = false;
        boolean running = true;
        for (int axis = x.rank() - 1; axis >= 0; axis--) {
            int extent = x.shape().extent(axis);
            if (extent == 1) {
                continue;
            }
            boolean reduced = axes.contains(axis);
            if (!found) {
                innermostReduced = reduced;
                found = true;
            }
            running &= reduced == innermostReduced;
            if (running) {
                inner *= extent;
            } else if (!reduced) {
                outerKept *= extent;
            }
        }
        boolean tooLarge = inner > ChainStep.WIDE && x.shape().size() / inner > MOST_WIDE_ROWS;
        if (!innermostReduced && (outerKept > 1 || tooLarge || node.op() instanceof Max)) {
            if (node.op() instanceof Sum && view(x).isContiguous() && isByColumns(x, axes, inner)) {
                compute(node);
            } else {
                reduceTransposed(node, x, axes);
            }
            return;
        }
        if (!isReadable(view(x))) {
            materialise(x);
        }
        Group.Form form = innermostReduced ? Group.Form.ROWS : Group.Form.COLUMNS;
        TreeSet<Integer> cuts = new TreeSet<>();
        if (inner < x.shape().size()) {
            cuts.add(inner);
        }
        Group group = openFor(node, x, cuts, form, inner);
        enter(x, group);
        group.see(x, view(x));
        group.cut(cuts);
        group.add(new Group.Reduction(node, form, inner));
        produced.put(node, items.indexOf(group));
        views.put(node, View.of(node));
    }

    /** Whether the sum goes down the columns of matrices: what is summed stands together, and neither is long or thin. */
    private static boolean isByColumns(Tensor x, List<Integer> axes, int columns) {
        int rows = 1;
        int runs = 0;
        boolean before = false;
        for (int axis = x.rank() - 1; axis >= 0; axis--) {
            if (x.shape().extent(axis) > 1) {
                boolean reduced = axes.contains(axis);
                rows *= reduced ? x.shape().extent(axis) : 1;
                runs += reduced && !before ? 1 : 0;
                before = reduced;
            }
        }
        return runs == 1 && columns >= LEAST_COLUMNS && rows <= MOST_COLUMN_ROWS;
    }

    private Group openFor(Tensor node, Tensor x, TreeSet<Integer> cuts, Group.Form form, int inner) {
        Group group = open(x.type(), x.shape().size(), List.of(x), cuts, 4);
        if (group == null) {
            materialise(x);
            return openFor(node, x, cuts, form, inner);
        }
        TreeSet<Integer> viewCuts = isInside(x, group) ? new TreeSet<>() : cuts(view(x));
        boolean columnsStay = form != Group.Form.COLUMNS
                || group.smallestBoundary() >= inner && (viewCuts.isEmpty() || viewCuts.first() >= inner);
        if (columnsStay) {
            return group;
        }
        // The chain repeats something inside a column: the column sum reads what it stores.
        if (!viewCuts.isEmpty() && viewCuts.first() < inner) {
            materialise(x);
        }
        Group own = new Group(x.type(), x.shape().size());
        items.add(own);
        own.cut(cuts);
        return own;
    }

    /** Kept axes to the front, reduced ones to the back, then by rows. */
    private void reduceTransposed(Tensor node, Tensor x, List<Integer> axes) {
        List<Integer> order = new ArrayList<>();
        for (int axis = 0; axis < x.rank(); axis++) {
            if (!axes.contains(axis)) {
                order.add(axis);
            }
        }
        int kept = order.size();
        order.addAll(axes);
        Tensor transposed = Tensor.apply(new Permute(order), x);
        views.put(transposed, view(x).permute(order));
        materialise(transposed);
        List<Integer> last = new ArrayList<>();
        for (int axis = kept; axis < x.rank(); axis++) {
            last.add(axis);
        }
        Tensor reduced = Tensor.apply(node.op() instanceof Sum ? new Sum(last) : new Max(last), transposed);
        reduction(reduced);
        views.put(node, view(reduced));
    }

    // ------------------------------------------------------------------ what is kept

    private void findStores(List<Tensor> roots) {
        for (Item item : items) {
            if (item instanceof Group group) {
                group.inputs().forEach(view -> store(view.base()));
            } else if (item instanceof Item.Compute compute) {
                compute.operands().forEach(view -> store(view.base()));
            } else if (item instanceof Item.Copy copy) {
                store(copy.source().base());
            }
        }
        roots.forEach(root -> store(view(root).base()));
    }

    private void store(Tensor base) {
        int position = position(base);
        if (position >= 0
                && items.get(position) instanceof Group group
                && group.contains(base)
                && !group.stores().contains(base)) {
            group.stores().add(base);
        }
    }
}
