package dev.lemma.compiler.internal.chain;

import java.util.Arrays;
import java.util.List;

/** A chain of float32 run block by block, see {@link BlockChainCompiler}. */
final class FloatBlockKernel implements ChainKernel {
    private static final int BLOCK = FloatRegisters.LENGTH;

    private final Chain chain;
    private final BlockProgram program;
    private final FloatLoops.Loop[] splatLoops;
    private final FloatLoops.Loop[] loops;
    private final FloatLoops.Loop[] choiceLoops;
    private final float[][] constants;
    private final int[][] integerConstants;
    private final ThreadLocal<FloatRegisters> registers;

    FloatBlockKernel(Chain chain, BlockProgram program, ThreadLocal<FloatRegisters> registers) {
        this.chain = chain;
        this.program = program;
        this.registers = registers;
        splatLoops = loops(program.splatLoops());
        loops = loops(program.loops());
        choiceLoops = loops(program.choiceLoops());
        constants = new float[program.realConstants().size()][BLOCK];
        for (int k = 0; k < constants.length; k++) {
            Arrays.fill(
                    constants[k],
                    Float.intBitsToFloat(program.realConstants().get(k).intValue()));
        }
        integerConstants = new int[program.integerConstants().size()][BLOCK];
        for (int k = 0; k < integerConstants.length; k++) {
            Arrays.fill(integerConstants[k], program.integerConstants().get(k).intValue());
        }
    }

    private FloatLoops.Loop[] loops(List<BlockLoop> loops) {
        return loops.stream().map(loop -> FloatLoops.of(loop, program)).toArray(FloatLoops.Loop[]::new);
    }

    @Override
    public void run(Object[] arrays, int[] offsets, int[] rowStrides, int rows, int columns) {
        FloatRegisters m = registers.get();
        m.prepare(program.reals(), program.integers(), constants, integerConstants);
        float[][] a = (float[][]) arrays;
        boolean varying = fillSplats(m, a, offsets, rowStrides, rows, columns);
        if (columns <= BLOCK) {
            int atOnce = columns == 0 ? Math.max(1, rows) : Math.max(1, BLOCK / columns);
            for (int r = 0; r < rows; r += atOnce) {
                shortRows(m, a, offsets, rowStrides, r, Math.min(atOnce, rows - r), columns, varying);
            }
        } else {
            for (int r = 0; r < rows; r++) {
                longRow(m, a, offsets, rowStrides, r, columns, varying);
            }
        }
    }

    /** Splats that are the same for all rows are filled in once, and what depends on them is done once if all are. */
    private boolean fillSplats(FloatRegisters m, float[][] a, int[] offsets, int[] rowStrides, int rows, int columns) {
        int n = Math.min(BLOCK, (int) Math.min((long) rows * columns, BLOCK));
        boolean varying = false;
        for (int k = 0; k < chain.inputs() && n > 0; k++) {
            if (chain.instruction(k).isSplat()) {
                if (rowStrides[k] == 0 || rows == 1) {
                    int register = program.input(k);
                    Arrays.fill(m.real(register), m.at(register), m.at(register) + n, a[k][offsets[k]]);
                } else {
                    varying = true;
                }
            }
        }
        if (!varying) {
            execute(splatLoops, m, n);
        }
        return varying;
    }

    private static void execute(FloatLoops.Loop[] loops, FloatRegisters m, int n) {
        for (FloatLoops.Loop loop : loops) {
            loop.run(m, n);
        }
    }

    /** Several whole rows in one block. */
    private void shortRows(
            FloatRegisters m,
            float[][] a,
            int[] offsets,
            int[] rowStrides,
            int row,
            int rows,
            int columns,
            boolean varying) {
        int n = rows * columns;
        for (int k = 0; k < chain.inputs(); k++) {
            float[] z = m.real(program.input(k));
            int to = m.at(program.input(k));
            int at = offsets[k] + row * rowStrides[k];
            if (chain.instruction(k).isSplat()) {
                for (int r = 0; r < rows && rowStrides[k] != 0 && varying; r++) {
                    Arrays.fill(z, to + r * columns, to + (r + 1) * columns, a[k][at + r * rowStrides[k]]);
                }
            } else if (rowStrides[k] == columns || rows == 1) {
                System.arraycopy(a[k], at, z, to, n);
            } else {
                for (int r = 0; r < rows; r++) {
                    System.arraycopy(a[k], at + r * rowStrides[k], z, to + r * columns, columns);
                }
            }
        }
        if (varying) {
            execute(splatLoops, m, n);
        }
        execute(loops, m, n);
        boolean mixed = varying && rows > 1;
        if (mixed) {
            execute(choiceLoops, m, n);
        }
        List<Sink> sinks = chain.sinks();
        for (int s = 0; s < sinks.size(); s++) {
            int k = chain.inputs() + s;
            int register = result(m, s, mixed);
            float[] x = m.real(register);
            int from = m.at(register);
            int at = offsets[k] + row * rowStrides[k];
            switch (sinks.get(s).type()) {
                case STORE -> {
                    if (rowStrides[k] == columns || rows == 1) {
                        System.arraycopy(x, from, a[k], at, n);
                    } else {
                        for (int r = 0; r < rows; r++) {
                            System.arraycopy(x, from + r * columns, a[k], at + r * rowStrides[k], columns);
                        }
                    }
                }
                case ROW_SUM -> {
                    for (int r = 0; r < rows; r++) {
                        float[] p = m.accumulators(0);
                        Arrays.fill(p, 0);
                        FloatLoops.sum(x, from + r * columns, columns, p);
                        a[k][at + r * rowStrides[k]] = RowReduction.sum(p, 0);
                    }
                }
                case ROW_MAX -> {
                    for (int r = 0; r < rows; r++) {
                        a[k][at + r * rowStrides[k]] =
                                FloatLoops.max(x, from + r * columns, columns, Float.NEGATIVE_INFINITY);
                    }
                }
                case COLUMN_SUM -> FloatLoops.addRows(x, from, rows, columns, a[k], offsets[k]);
            }
        }
    }

    /** One row, block by block. */
    private void longRow(
            FloatRegisters m, float[][] a, int[] offsets, int[] rowStrides, int row, int columns, boolean varying) {
        List<Sink> sinks = chain.sinks();
        for (int k = 0; k < chain.inputs(); k++) {
            if (chain.instruction(k).isSplat() && rowStrides[k] != 0 && varying) {
                int register = program.input(k);
                int at = m.at(register);
                Arrays.fill(m.real(register), at, at + BLOCK, a[k][offsets[k] + row * rowStrides[k]]);
            }
        }
        if (varying) {
            execute(splatLoops, m, BLOCK);
        }
        for (int s = 0; s < sinks.size(); s++) {
            if (sinks.get(s).type() != Sink.Type.STORE) {
                Arrays.fill(m.accumulators(s), sinks.get(s).type() == Sink.Type.ROW_MAX ? Float.NEGATIVE_INFINITY : 0);
            }
        }
        for (int j = 0; j < columns; j += BLOCK) {
            int n = Math.min(BLOCK, columns - j);
            for (int k = 0; k < chain.inputs(); k++) {
                if (!chain.instruction(k).isSplat()) {
                    int register = program.input(k);
                    int at = offsets[k] + row * rowStrides[k] + j;
                    System.arraycopy(a[k], at, m.real(register), m.at(register), n);
                }
            }
            execute(loops, m, n);
            for (int s = 0; s < sinks.size(); s++) {
                int k = chain.inputs() + s;
                int register = result(m, s, false);
                float[] x = m.real(register);
                int from = m.at(register);
                switch (sinks.get(s).type()) {
                    case STORE -> System.arraycopy(x, from, a[k], offsets[k] + row * rowStrides[k] + j, n);
                    case ROW_SUM -> FloatLoops.sum(x, from, n, m.accumulators(s));
                    case ROW_MAX -> m.accumulators(s)[0] = FloatLoops.max(x, from, n, m.accumulators(s)[0]);
                    case COLUMN_SUM -> FloatLoops.addRows(x, from, 1, n, a[k], offsets[k] + j);
                }
            }
        }
        for (int s = 0; s < sinks.size(); s++) {
            int k = chain.inputs() + s;
            float[] p = m.accumulators(s);
            switch (sinks.get(s).type()) {
                case ROW_SUM -> a[k][offsets[k] + row * rowStrides[k]] = RowReduction.sum(p, 0);
                case ROW_MAX -> a[k][offsets[k] + row * rowStrides[k]] = p[0];
                default -> {}
            }
        }
    }

    /** The register of sink {@code s}; {@code mixed} if the rows of the block may choose differently. */
    private int result(FloatRegisters m, int s, boolean mixed) {
        BlockStep choice = mixed ? null : program.choice(s);
        return choice == null ? program.sink(s) : m.isSet(choice.w()) ? choice.x() : choice.y();
    }
}
