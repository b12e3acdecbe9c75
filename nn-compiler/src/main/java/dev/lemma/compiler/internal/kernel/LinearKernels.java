package dev.lemma.compiler.internal.kernel;

import dev.lemma.api.linear.CholeskyFactor;
import dev.lemma.api.linear.EigenFactors;
import dev.lemma.api.linear.LuFactors;
import dev.lemma.api.linear.LuLogDeterminant;
import dev.lemma.api.linear.LuSolve;
import dev.lemma.api.linear.MatrixExponential;
import dev.lemma.api.linear.QrFactors;
import dev.lemma.api.linear.SingularFactors;
import dev.lemma.api.linear.TriangularSolve;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.concurrent.Desks;
import dev.lemma.compiler.internal.definition.LinearDefinitions;
import dev.lemma.compiler.internal.lapack.Checks;
import dev.lemma.compiler.internal.lapack.CholeskyBlocks;
import dev.lemma.compiler.internal.lapack.Dense;
import dev.lemma.compiler.internal.lapack.Factors;
import dev.lemma.compiler.internal.lapack.Lapack;
import dev.lemma.compiler.internal.lapack.LuBlocks;
import dev.lemma.compiler.internal.lapack.PadeExponential;
import dev.lemma.compiler.internal.lapack.TriangularSolver;
import dev.lemma.compiler.primitive.Kernel;
import dev.lemma.compiler.primitive.Place;
import dev.lemma.compiler.primitive.Workplace;
import java.util.function.Supplier;

/** Linear algebra by LAPACK. The matrices of a batch are dealt to the team; a single one has it to itself. */
final class LinearKernels {

    private LinearKernels() {}

    @FunctionalInterface
    private interface OneMatrix {
        void run(int index, Object[] desk);
    }

    private static int count(Tensor a) {
        return a.shape().range(0, a.rank() - 2).size();
    }

    /** Each matrix with memory of its own: {@code sizes} numbers of each. */
    private static Runnable each(Workplace at, DType type, int count, OneMatrix one, int... sizes) {
        Supplier<Object[]> desk = () -> {
            Object[] memory = new Object[sizes.length];
            for (int i = 0; i < sizes.length; i++) {
                memory[i] = at.memory(type, sizes[i]);
            }
            return memory;
        };
        if (count == 1) {
            Object[] only = desk.get();
            return () -> one.run(0, only);
        }
        Desks<Object[]> desks = new Desks<>(at.team(), count, desk);
        return () -> at.team().run(count, index -> {
            Object[] mine = desks.take();
            try {
                one.run(index, mine);
            } finally {
                desks.give(mine);
            }
        });
    }

    static Kernel cholesky(CholeskyFactor op, Tensor node) {
        int n = node.shape().extent(-1);
        Checks checks = new Checks(op.name(), node.shape());
        return at -> {
            Place a = at.operand(0);
            Place l = at.result();
            Runnable all = each(
                    at,
                    node.type(),
                    count(node),
                    (index, desk) -> {
                        checks.symmetric(a.array(), a.start(), index);
                        int from = a.start() + index * n * n;
                        System.arraycopy(a.array(), from, desk[0], 0, n * n);
                        int failed = CholeskyBlocks.factorise(n, desk[0], at.team(), Lapack.best());
                        if (failed > 0) {
                            double[] diagonal = new double[n];
                            for (int i = 0; i < n; i++) {
                                diagonal[i] = Dense.get(a.array(), from + i * (n + 1));
                            }
                            throw checks.notPositiveDefinite(index, desk[0], diagonal, failed - 1);
                        }
                        Dense.clear(desk[0], 0, n, true);
                        System.arraycopy(desk[0], 0, l.array(), l.start() + index * n * n, n * n);
                    },
                    n * n);
            return () -> {
                checks.finite(a.array(), a.start());
                all.run();
            };
        };
    }

    static Kernel triangularSolve(TriangularSolve op, Tensor node) {
        int n = node.shape().extent(-2);
        int k = node.shape().extent(-1);
        Checks checks = new Checks(op.name(), node.operand(0).shape());
        return at -> {
            Place t = at.operand(0);
            Place b = at.operand(1);
            Place x = at.result();
            return each(at, node.type(), count(node), (index, desk) -> {
                checks.regular(t.array(), t.start(), index);
                int to = x.start() + index * n * k;
                System.arraycopy(b.array(), b.start() + index * n * k, x.array(), to, n * k);
                TriangularSolver.solve(
                        op.lower(),
                        op.transposed(),
                        false,
                        n,
                        t.array(),
                        t.start() + index * n * n,
                        n,
                        k,
                        x.array(),
                        to,
                        k,
                        at.team());
            });
        };
    }

    static Kernel lu(LuFactors op, Tensor node) {
        Tensor matrix = node.operand(0);
        int n = matrix.shape().extent(-1);
        Checks checks = new Checks(op.name(), matrix.shape());
        return at -> {
            Place a = at.operand(0);
            Place packed = at.result();
            int[][] pivots = new int[count(matrix)][n];
            at.count(4L * n * pivots.length);
            Runnable all = each(
                    at,
                    node.type(),
                    count(matrix),
                    (index, desk) -> {
                        int to = packed.start() + index * (n * n + n);
                        System.arraycopy(a.array(), a.start() + index * n * n, desk[0], 0, n * n);
                        LuBlocks.factorise(n, desk[0], pivots[index], at.team(), Lapack.best());
                        System.arraycopy(desk[0], 0, packed.array(), to, n * n);
                        for (int i = 0; i < n; i++) {
                            Dense.set(packed.array(), to + n * n + i, pivots[index][i] - 1);
                        }
                    },
                    n * n);
            return () -> {
                checks.finite(a.array(), a.start());
                all.run();
            };
        };
    }

    static Kernel luSolve(LuSolve op, Tensor node) {
        int n = node.shape().extent(-2);
        int k = node.shape().extent(-1);
        return at -> {
            Place f = at.operand(0);
            Place b = at.operand(2);
            Place x = at.result();
            int[][] pivots = new int[count(node)][n];
            at.count(4L * n * pivots.length);
            return each(
                    at,
                    node.type(),
                    count(node),
                    (index, desk) -> {
                        int from = f.start() + index * (n * n + n);
                        LinearDefinitions.requireRegular(op.name(), node.operand(1), f.array(), from, n, index);
                        for (int i = 0; i < n; i++) {
                            pivots[index][i] = 1 + (int) Dense.get(f.array(), from + n * n + i);
                        }
                        int to = x.start() + index * n * k;
                        System.arraycopy(b.array(), b.start() + index * n * k, x.array(), to, n * k);
                        Factors.solveLu(
                                op.transposed(),
                                n,
                                f.array(),
                                from,
                                pivots[index],
                                k,
                                x.array(),
                                to,
                                desk[0],
                                at.team());
                    },
                    k);
        };
    }

    static Kernel luLogDeterminant(LuLogDeterminant op, Tensor node) {
        int n = node.operand(1).shape().extent(-1);
        int count = node.shape().size();
        return at -> {
            Place f = at.operand(0);
            Place y = at.result();
            return () -> {
                for (int m = 0; m < count; m++) {
                    double sum = 0;
                    for (int i = 0; i < n; i++) {
                        sum += Math.log(Math.abs(f.get(m * (n * n + n) + i * (n + 1))));
                    }
                    y.set(m, sum);
                }
            };
        };
    }

    static Kernel qr(QrFactors op, Tensor node) {
        Tensor matrix = node.operand(0);
        int m = matrix.shape().extent(-2);
        int n = matrix.shape().extent(-1);
        Checks checks = new Checks(op.name(), matrix.shape());
        return at -> {
            Place a = at.operand(0);
            Place y = at.result();
            Runnable all = each(
                    at,
                    node.type(),
                    count(matrix),
                    (index, desk) -> {
                        int to = y.start() + index * (m * n + n * n);
                        System.arraycopy(a.array(), a.start() + index * m * n, desk[0], 0, m * n);
                        Factors.qr(m, n, desk[0], desk[1], desk[0], y.array(), to, y.array(), to + m * n);
                    },
                    m * n,
                    n);
            return () -> {
                checks.finite(a.array(), a.start());
                all.run();
            };
        };
    }

    static Kernel symmetricEigen(EigenFactors op, Tensor node) {
        Tensor matrix = node.operand(0);
        int n = matrix.shape().extent(-1);
        Checks checks = new Checks(op.name(), matrix.shape());
        return at -> {
            Place a = at.operand(0);
            Place y = at.result();
            Runnable all = each(
                    at,
                    node.type(),
                    count(matrix),
                    (index, desk) -> {
                        checks.symmetric(a.array(), a.start(), index);
                        int to = y.start() + index * (n + n * n);
                        System.arraycopy(a.array(), a.start() + index * n * n, desk[0], 0, n * n);
                        int info = Factors.symmetricEigen(n, desk[0], desk[1], y.array(), to, y.array(), to + n);
                        requireConvergence(checks, info, index);
                    },
                    n * n,
                    n);
            return () -> {
                checks.finite(a.array(), a.start());
                all.run();
            };
        };
    }

    static Kernel svd(SingularFactors op, Tensor node) {
        Tensor matrix = node.operand(0);
        int m = matrix.shape().extent(-2);
        int n = matrix.shape().extent(-1);
        int k = Math.min(m, n);
        Checks checks = new Checks(op.name(), matrix.shape());
        return at -> {
            Place a = at.operand(0);
            Place y = at.result();
            Runnable all = each(
                    at,
                    node.type(),
                    count(matrix),
                    (index, desk) -> {
                        int to = y.start() + index * (m * k + k + k * n);
                        System.arraycopy(a.array(), a.start() + index * m * n, desk[0], 0, m * n);
                        int info = Factors.svd(
                                m,
                                n,
                                desk[0],
                                desk[1],
                                desk[2],
                                desk[3],
                                y.array(),
                                to,
                                y.array(),
                                to + m * k,
                                y.array(),
                                to + m * k + k);
                        requireConvergence(checks, info, index);
                    },
                    m * n,
                    m * k,
                    k,
                    k * n);
            return () -> {
                checks.finite(a.array(), a.start());
                all.run();
            };
        };
    }

    static Kernel exponential(MatrixExponential op, Tensor node) {
        int n = node.shape().extent(-1);
        Checks checks = new Checks(op.name(), node.shape());
        return at -> {
            Place a = at.operand(0);
            Place y = at.result();
            Runnable all = each(at, node.type(), count(node), (index, desk) -> {
                double[] matrix = new double[n * n];
                for (int i = 0; i < n * n; i++) {
                    matrix[i] = a.get(index * n * n + i);
                }
                double[] exponential = PadeExponential.of(n, matrix);
                for (int i = 0; i < n * n; i++) {
                    y.set(index * n * n + i, exponential[i]);
                }
            });
            return () -> {
                checks.finite(a.array(), a.start());
                all.run();
            };
        };
    }

    private static void requireConvergence(Checks checks, int info, int index) {
        if (info != 0) {
            throw new ArithmeticException(
                    checks.caller() + ": no convergence for " + checks.name(index) + " (info " + info + ")");
        }
    }
}
