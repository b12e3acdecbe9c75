package dev.lemma.theory.meanfield;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Execution;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.Routine;
import dev.lemma.compiler.fused.Fused;
import java.util.List;

/**
 * Many students {@code h(x) = s·Σⱼ aⱼ (wⱼ·x)₊} of one teacher {@code h*(x) = Σₖ bₖ (uₖ·x)₊}, in one program, by their exact population loss for x ~ N(0, I):
 *
 * <pre>{@code
 * F = ½ E(h − h*)²        E(u·x)₊(v·x)₊ = |u||v|(sin θ + (π − θ)cos θ)/2π =: k(u, v)        ∇_u k = (|v| sin θ û + (π − θ)v)/2π
 * }</pre>
 *
 * <p>Rows move; masses a too where it is said: then h is two-homogeneous in (a, w). Cost of a step: {@code O(R m(m + m₀)(d + 1))}.
 */
final class Students {

    private final int members;
    private final int units;
    private final int dimension;
    private final double scale;
    private final Array signs;
    private final Teacher teacher;

    /** The units of a teacher: rows U, [m₀, d], masses b, [m₀]. */
    record Teacher(Array rows, Array masses) {

        int dimension() {
            return rows.shape().extent(1);
        }
    }

    /**
     * @param signs a, [R, m]
     * @param scale s
     */
    Students(Array signs, double scale, Teacher teacher) {
        this.members = signs.shape().extent(0);
        this.units = signs.shape().extent(1);
        this.dimension = teacher.dimension();
        this.scale = scale;
        this.signs = signs;
        this.teacher = teacher;
    }

    /**
     * Where descent leads.
     *
     * @param rows W, [R, m, d]
     * @param masses a, [R, m]
     */
    record Trained(Array rows, Array masses) {}

    /** So many steps of gradient descent, from these rows. */
    Trained trained(Array start, double rate, int steps, boolean massesMove) {
        Tensor w = Tensor.input("w", DType.FLOAT64, members, units, dimension);
        Tensor a = Tensor.input("a", DType.FLOAT64, members, units);
        Tensor movedRows = w.minus(rowGradient(w, a).times(rate));
        Tensor movedMasses = massesMove ? a.minus(massGradient(w, a).times(rate)) : a;
        Execution step = Fused.executor()
                .open(new Routine(List.of(), List.of(), List.of(w, a), List.of(movedRows, movedMasses)));
        step.load(0, start);
        step.load(1, signs);
        for (int i = 0; i < steps; i++) {
            step.run();
        }
        return new Trained(step.read(0), step.read(1));
    }

    /** F of each member, [R]. */
    double[] losses(Array rows) {
        return losses(new Trained(rows, signs));
    }

    /** F of each member, [R]. */
    double[] losses(Trained at) {
        Program program = Program.of(Fused.executor(), in -> {
            Tensor w = in.get(0);
            Tensor a = in.get(1).times(scale);
            Tensor own = Kernel.of(w, w)
                    .values()
                    .times(a.expand(2))
                    .times(a.expand(1))
                    .sum(1, 2);
            Tensor u = teacherRows();
            Tensor b = Tensor.literal(teacher.masses());
            Tensor cross = Kernel.of(w, u).values().times(a.expand(2)).times(b).sum(1, 2);
            Tensor theirs = Kernel.of(u, u).values().times(b.expand(1)).times(b).sum(1, 2);
            return List.of(own.minus(cross.times(2)).plus(theirs).times(0.5));
        });
        return program.call(at.rows(), at.masses()).toDoubles();
    }

    /** U for every member, [R, m₀, d]. */
    private Tensor teacherRows() {
        Tensor u = Tensor.literal(teacher.rows());
        return u.broadcast(u.shape().batch(members));
    }

    private Tensor rowGradient(Tensor w, Tensor a) {
        Tensor masses = a.times(scale);
        Tensor own = pull(w, w, masses);
        Tensor b = Tensor.literal(teacher.masses());
        Tensor theirs =
                pull(w, teacherRows(), b.broadcast(Shape.of(members, b.shape().size())));
        return own.minus(theirs).times(masses.expand(2)).dividedBy(2 * Math.PI);
    }

    private Tensor massGradient(Tensor w, Tensor a) {
        Tensor own = Kernel.of(w, w).values().times(a.times(scale).expand(1)).sum(2);
        Tensor theirs = Kernel.of(w, teacherRows())
                .values()
                .times(Tensor.literal(teacher.masses()))
                .sum(2);
        return own.minus(theirs).times(scale);
    }

    /** {@code Σᵢ cᵢ(|vᵢ| sin θ ŵ + (π − θ)vᵢ)} for every row w. */
    private static Tensor pull(Tensor w, Tensor v, Tensor c) {
        Kernel kernel = Kernel.of(w, v);
        Tensor along = kernel.sine()
                .times(kernel.right().expand(1))
                .times(c.expand(1))
                .sum(2)
                .dividedBy(kernel.left());
        Tensor rest = kernel.angle().negate().plus(Math.PI).times(c.expand(1));
        return w.times(along.expand(2)).plus(rest.matmul(v));
    }

    /**
     * Angles of all pairs of rows.
     *
     * @param left |u|, [R, m]
     * @param right |v|, [R, k]
     */
    private record Kernel(Tensor left, Tensor right, Tensor cosine, Tensor sine, Tensor angle) {

        static Kernel of(Tensor u, Tensor v) {
            Tensor left = u.square().sum(2).sqrt();
            Tensor right = v.square().sum(2).sqrt();
            Tensor cosine = u.matmul(v.permute(0, 2, 1))
                    .dividedBy(left.expand(2).times(right.expand(1)))
                    .clamp(-1, 1);
            Tensor sine = cosine.square().negate().plus(1).sqrt();
            // acos c = 2 atan √((1 − c)/(1 + c)), 0 at 1 and π at −1.
            Tensor angle = cosine.negate()
                    .plus(1)
                    .dividedBy(cosine.plus(1))
                    .sqrt()
                    .atan()
                    .times(2);
            return new Kernel(left, right, cosine, sine, angle);
        }

        Tensor values() {
            return sine.plus(angle.negate().plus(Math.PI).times(cosine))
                    .times(left.expand(2))
                    .times(right.expand(1))
                    .dividedBy(2 * Math.PI);
        }
    }
}
