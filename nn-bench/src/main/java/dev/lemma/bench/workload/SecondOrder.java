package dev.lemma.bench.workload;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Execution;
import dev.lemma.compiler.Executor;
import dev.lemma.compiler.PartialEvaluation;
import dev.lemma.compiler.Routine;
import dev.lemma.compiler.concurrent.Team;
import dev.lemma.compiler.fused.FusedExecutor;
import dev.lemma.compiler.linear.Lanczos;
import dev.lemma.compiler.linear.SymmetricOperator;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.network.Network;
import java.util.List;
import java.util.Map;

/** W13: products of the Hessian of W01's risk on one batch, and its largest eigenvalue by 20 Lanczos steps. */
public final class SecondOrder implements SteadyWorkload {

    private static final int BATCH = 128;
    private static final int STEPS = 20;

    @Override
    public String id() {
        return "W13";
    }

    @Override
    public String title() {
        return "Hessian-vector product of the risk of W01 on one batch of 128, and 20 Lanczos steps with it";
    }

    @Override
    public List<Case> cases() {
        return List.of(
                Case.of("product", "float32", "hvp").without("graph kept"),
                Case.of("product with the graph kept", "float32", "hvp").with("graph kept"),
                Case.of("20 Lanczos steps", "float32", "20 steps"));
    }

    @Override
    public List<PeerScript> peers() {
        return List.of(PeerScript.of("w13_hvp.py"));
    }

    @Override
    public Work prepare(Case which, Setup setup) {
        Network network = DenseClassifier.network();
        boolean keep = !which.name().equals("product");
        FusedExecutor executor = new FusedExecutor(setup.threads());
        Hessian hessian = new Hessian(network, BATCH, executor, keep);
        Array v = Data.normal(Key.of(2), network.parameterCount());
        return which.unit().equals("hvp") ? new Products(hessian, v) : new Iterations(hessian, v, executor.team());
    }

    /** The Hessian of the risk at parameters as drawn. */
    static final class Hessian implements SymmetricOperator {

        private final Execution execution;

        /**
         * @param keep whether what does not depend on the vector is computed once, not for each product
         */
        Hessian(Network network, int batch, Executor executor, boolean keep) {
            DType type = network.type();
            Tensor theta = Tensor.input("theta", type, network.parameterCount());
            Tensor x = Tensor.input("features", type, batch, 784);
            Tensor y = Tensor.input("targets", type, batch);
            Tensor v = Tensor.input("v", type, network.parameterCount());
            Tensor risk = Losses.CROSS_ENTROPY.risk(network.apply(theta, x), y);
            Tensor product = Derivatives.hessianVector(risk, theta, v);
            Map<Tensor, Array> point = point(network, batch, theta, x, y);
            if (keep) {
                execution = PartialEvaluation.open(executor, List.of(v), List.of(product), point);
            } else {
                List<Tensor> states = List.of(theta, x, y);
                execution = executor.open(new Routine(List.of(v), List.of(product), states, states));
                point.forEach((leaf, value) -> execution.load(states.indexOf(leaf), value));
            }
        }

        private static Map<Tensor, Array> point(Network network, int batch, Tensor theta, Tensor x, Tensor y) {
            Key key = Key.of(0);
            return Map.of(
                    theta, network.initialArray(key.of("theta")),
                    x, Data.uniform(key.of("features"), batch, 784).as(network.type()),
                    y, Data.below(key.of("targets"), 10, batch).as(network.type()));
        }

        void run(Array v) {
            execution.put(0, v);
            execution.run();
        }

        @Override
        public Array apply(Array v) {
            run(v);
            return execution.get(0);
        }

        Array product() {
            return execution.get(0);
        }

        Execution execution() {
            return execution;
        }
    }

    /** With one vector, which stays in memory as θ and the batch do: the peers are handed it by reference. */
    private record Products(Hessian hessian) implements Work {

        Products(Hessian hessian, Array v) {
            this(hessian);
            hessian.execution().put(0, v);
        }

        @Override
        public void run(int units) {
            for (int i = 0; i < units; i++) {
                hessian.execution().run();
            }
            if (!hessian.product().isFinite()) {
                throw new ArithmeticException("a component of the product is not finite");
            }
        }

        @Override
        public String note() {
            double sum = 0;
            for (double component : hessian.product().toDoubles()) {
                sum += Math.abs(component);
            }
            return String.format("sum|Hv| %.4g", sum);
        }
    }

    private static final class Iterations implements Work {

        private final Hessian hessian;
        private final Array start;
        private final Team team;
        private double largest;

        Iterations(Hessian hessian, Array start, Team team) {
            this.hessian = hessian;
            this.start = start;
            this.team = team;
        }

        @Override
        public void run(int units) {
            for (int i = 0; i < units; i++) {
                largest = Lanczos.of(hessian, start, STEPS, team).largest();
            }
            if (!Double.isFinite(largest)) {
                throw new ArithmeticException("the largest Ritz value is " + largest + ", expected a finite value");
            }
        }

        @Override
        public String note() {
            return String.format("top %.6g", largest);
        }
    }
}
