package dev.lemma.compiler.internal.chain;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A chain as loops over blocks: its steps, one to a loop or several that can be done together, and the registers through which
 * the loops pass values. Registers are used again as soon as their value is dead; those of reals and of integers are numbered apart
 * if they {@linkplain RegisterLayout lie apart}.
 *
 * <p>What depends on splats alone is done apart: it is the same number for a whole row.
 */
final class BlockProgram {
    /** Bounds of one loop, for the sake of the just-in-time compiler: its operations, and the arrays it reads. */
    private static final int MOST_STEPS = 32;

    private static final int MOST_LOADS = 12;

    private final Chain chain;
    private final RegisterLayout layout;
    private final BlockLowering lowering;
    private final List<BlockLoop> splatLoops = new ArrayList<>();
    private final List<BlockLoop> loops = new ArrayList<>();
    private final List<BlockLoop> choiceLoops = new ArrayList<>();
    private final @Nullable BlockStep[] choices;
    private final boolean[] isInteger;
    private final int[] register;
    private final int[] sinks;
    private int reals;
    private int integers;

    private BlockProgram(Chain chain, boolean fused, RegisterLayout layout) {
        this.chain = chain;
        this.layout = layout;
        lowering = new BlockLowering(chain, layout);
        int values = lowering.values();
        isInteger = new boolean[values];
        for (BlockStep s : lowering.steps()) {
            isInteger[s.z()] = layout == RegisterLayout.APART && s.code().givesInteger();
        }
        register = new int[values];
        BitSet done = new BitSet(values);
        done.set(0, chain.inputs());
        BitSet splats = lowering.splats();
        List<BlockStep> perRow = new ArrayList<>(lowering.steps());
        perRow.removeIf(s -> !splats.get(s.z()));
        List<BlockStep> perElement = new ArrayList<>(lowering.steps());
        perElement.removeAll(perRow);
        List<BlockStep> choosing = choicesOfSinks(perElement);
        perElement.removeAll(choosing);
        List<List<BlockStep>> first = schedule(perRow, done, fused);
        List<List<BlockStep>> then = schedule(perElement, done, fused);
        allocate(first, then, schedule(choosing, done, false), splats);
        sinks = new int[chain.sinks().size()];
        choices = new @Nullable BlockStep[sinks.length];
        for (int s = 0; s < sinks.length; s++) {
            int value = lowering.sink(s);
            sinks[s] = value < 0 ? value : register[value];
            for (int k = 0; k < choosing.size(); k++) {
                if (choosing.get(k).z() == value) {
                    choices[s] = choiceLoops.get(k).alone();
                }
            }
        }
    }

    /** The program of {@code chain} in loops of one step each, the same for all chains. */
    static BlockProgram stepwise(Chain chain) {
        return new BlockProgram(chain, false, RegisterLayout.APART);
    }

    /** The program of {@code chain} in loops of as many steps as possible. */
    static BlockProgram fused(Chain chain, RegisterLayout layout) {
        return new BlockProgram(chain, true, layout);
    }

    /** How the registers lie. */
    RegisterLayout layout() {
        return layout;
    }

    /** What is to be done before the other loops, for every block or, if all splats are the same for all rows, once. */
    List<BlockLoop> splatLoops() {
        return splatLoops;
    }

    /** What is to be done for every block. */
    List<BlockLoop> loops() {
        return loops;
    }

    /**
     * What is to be done at the end if a block holds rows that choose differently. Otherwise these steps, choices between whole
     * blocks that only sinks read, cost nothing, see {@link #choice}.
     */
    List<BlockLoop> choiceLoops() {
        return choiceLoops;
    }

    /** Raw bits of the constants that need a register of their own. */
    List<Long> realConstants() {
        return lowering.realConstants();
    }

    List<Long> integerConstants() {
        return lowering.integerConstants();
    }

    /** Number of real registers; of all if they lie together. */
    int reals() {
        return reals;
    }

    /** Number of integer registers that lie apart. */
    int integers() {
        return integers;
    }

    /** The register that input {@code k} is loaded to. */
    int input(int k) {
        return register[k];
    }

    /** The register that sink {@code s} reads, after the {@link #choiceLoops}. */
    int sink(int s) {
        return sinks[s];
    }

    /** The step of {@link #choiceLoops} that gives what sink {@code s} reads, if there is one. */
    @Nullable
    BlockStep choice(int s) {
        return choices[s];
    }

    // ------------------------------------------------------------------------------------------------ order

    /** The choices by masks of whole rows whose results no step reads. */
    private static List<BlockStep> choicesOfSinks(List<BlockStep> steps) {
        BitSet read = new BitSet();
        for (BlockStep s : steps) {
            for (int k = 0; k < 3; k++) {
                if (s.reads(k)) {
                    read.set(s.operand(k));
                }
            }
        }
        return steps.stream()
                .filter(s -> s.code() == BlockCode.CHOOSE && !read.get(s.z()))
                .toList();
    }

    /** All steps that can be done now and belong together, then those of the next family, until none is left. */
    private List<List<BlockStep>> schedule(List<BlockStep> steps, BitSet done, boolean fused) {
        if (!fused) {
            steps.forEach(s -> done.set(s.z()));
            return steps.stream().map(List::of).toList();
        }
        List<List<BlockStep>> loops = new ArrayList<>();
        List<BlockStep> left = new ArrayList<>(steps);
        while (!left.isEmpty()) {
            for (BlockCode.Family family : BlockCode.Family.values()) {
                List<BlockStep> taken;
                do {
                    taken = take(left, family, done);
                    if (!taken.isEmpty()) {
                        loops.add(taken);
                    }
                } while (!taken.isEmpty());
            }
        }
        return loops;
    }

    private List<BlockStep> take(List<BlockStep> left, BlockCode.Family family, BitSet done) {
        int most = family == BlockCode.Family.ALONE ? 1 : MOST_STEPS;
        List<BlockStep> taken = new ArrayList<>();
        TreeSet<Integer> loads = new TreeSet<>();
        BitSet inside = new BitSet();
        for (BlockStep s : List.copyOf(left)) {
            if (taken.size() == most) {
                break;
            }
            if (s.code().family(chain.type()) != family || !isReady(s, done)) {
                continue;
            }
            TreeSet<Integer> more = new TreeSet<>(loads);
            for (int k = 0; k < 3; k++) {
                if (s.reads(k) && !inside.get(s.operand(k))) {
                    more.add(s.operand(k));
                }
            }
            if (more.size() <= MOST_LOADS) {
                loads = more;
                inside.set(s.z());
                done.set(s.z());
                taken.add(s);
                left.remove(s);
            }
        }
        return taken;
    }

    private static boolean isReady(BlockStep s, BitSet done) {
        for (int k = 0; k < 3; k++) {
            if (s.reads(k) && !done.get(s.operand(k))) {
                return false;
            }
        }
        return true;
    }

    // ------------------------------------------------------------------------------------------------ register
    // allocation

    private void allocate(
            List<List<BlockStep>> first, List<List<BlockStep>> then, List<List<BlockStep>> last, BitSet splats) {
        List<List<BlockStep>> all = new ArrayList<>(first);
        all.addAll(then);
        all.addAll(last);
        int[] definition = new int[register.length];
        int[] lastUse = new int[register.length];
        Arrays.fill(definition, -1);
        Arrays.fill(lastUse, -1);
        for (int n = 0; n < all.size(); n++) {
            for (BlockStep s : all.get(n)) {
                definition[s.z()] = n;
                for (int k = 0; k < 3; k++) {
                    if (s.reads(k)) {
                        lastUse[s.operand(k)] = n;
                    }
                }
            }
        }
        for (int s = 0; s < chain.sinks().size(); s++) {
            if (lowering.sink(s) >= 0) {
                lastUse[lowering.sink(s)] = Integer.MAX_VALUE;
            }
        }
        // What is the same number for many blocks keeps its place: splats, and what is computed of them for other
        // loops.
        splats.stream()
                .filter(v -> v < chain.inputs() || lastUse[v] >= first.size())
                .forEach(v -> lastUse[v] = Integer.MAX_VALUE);
        Pool realPool = new Pool();
        Pool integerPool = new Pool();
        for (int k = 0; k < chain.inputs(); k++) {
            register[k] = realPool.take();
        }
        for (int n = 0; n < all.size(); n++) {
            SortedMap<Integer, Integer> loads = new TreeMap<>();
            SortedMap<Integer, Integer> stores = new TreeMap<>();
            for (BlockStep s : all.get(n)) {
                for (int k = 0; k < 3; k++) {
                    if (s.reads(k) && definition[s.operand(k)] != n) {
                        loads.put(s.operand(k), register[s.operand(k)]);
                    }
                }
            }
            for (int v : loads.keySet()) {
                if (lastUse[v] == n) {
                    (isInteger[v] ? integerPool : realPool).free(register[v]);
                }
            }
            for (BlockStep s : all.get(n)) {
                if (lastUse[s.z()] > n) {
                    register[s.z()] = (isInteger[s.z()] ? integerPool : realPool).take();
                    stores.put(s.z(), register[s.z()]);
                }
            }
            int afterFirst = n - first.size();
            List<BlockLoop> part = afterFirst < 0 ? splatLoops : afterFirst < then.size() ? loops : choiceLoops;
            part.add(new BlockLoop(all.get(n), loads, stores));
        }
        reals = realPool.size;
        integers = integerPool.size;
    }

    private static final class Pool {
        private final Deque<Integer> free = new ArrayDeque<>();
        private int size;

        int take() {
            return free.isEmpty() ? size++ : free.pop();
        }

        void free(int register) {
            free.push(register);
        }
    }
}
