package dev.lemma.generative.sampler;

import dev.lemma.generative.process.AffineProcess;
import dev.lemma.generative.process.Diffusion;
import dev.lemma.generative.schedule.DiscreteSchedule;
import org.junit.jupiter.api.Nested;

/** Every sampler under the contract, its recursion written out a second time. */
class ContractsTest {

    private static double ancestral(
            SamplerContract.Plain p, double[] times, double x, double[][] noise, String variance) {
        double y = x;
        for (int k = 0; k + 1 < times.length; k++) {
            double s = times[k];
            double t = times[k + 1];
            double a = p.a(s) / p.a(t);
            double beta = p.v(s) - a * a * p.v(t);
            double mean = (a * p.v(t) * y + p.a(t) * beta * p.data(y, s)) / p.v(s);
            double posterior = beta * p.v(t) / p.v(s);
            double s2 = SamplerContract.DEVIATION * SamplerContract.DEVIATION;
            double unknown = s2 * p.v(s) / (p.a(s) * p.a(s) * s2 + p.v(s));
            double added =
                    switch (variance) {
                        case "beta" -> beta;
                        case "posterior" -> posterior;
                        default -> posterior + Math.pow(p.a(t) * beta / p.v(s), 2) * unknown;
                    };
            y = mean + (t == 0 ? 0 : Math.sqrt(added)) * noise[k][0];
        }
        return y;
    }

    @Nested
    class AncestralBeta implements SamplerContract {
        @Override
        public Sampler subject(int steps) {
            return new Ancestral(steps);
        }

        @Override
        public int evaluations(int steps) {
            return steps;
        }

        @Override
        public double end(Plain plain, double[] times, double x, double[][] noise) {
            return ancestral(plain, times, x, noise, "beta");
        }
    }

    @Nested
    class AncestralPosterior implements SamplerContract {
        @Override
        public Sampler subject(int steps) {
            return new Ancestral(steps).variance(ReverseVariance.POSTERIOR);
        }

        @Override
        public int[] refinements() {
            return new int[] {256, 512};
        }

        @Override
        public int evaluations(int steps) {
            return steps;
        }

        @Override
        public double end(Plain plain, double[] times, double x, double[][] noise) {
            return ancestral(plain, times, x, noise, "posterior");
        }
    }

    /** The same on a chain of whole steps that ends in the data. */
    @Nested
    class AncestralChain implements SamplerContract {
        @Override
        public AffineProcess process() {
            return Diffusion.ddpm(DiscreteSchedule.cosine(256));
        }

        @Override
        public Sampler subject(int steps) {
            return new Ancestral(steps);
        }

        @Override
        public int evaluations(int steps) {
            return steps;
        }

        @Override
        public double end(Plain plain, double[] times, double x, double[][] noise) {
            return ancestral(plain, times, x, noise, "beta");
        }
    }

    private static double ddim(SamplerContract.Plain p, double[] times, double x, double[][] noise, double eta) {
        double y = x;
        for (int k = 0; k + 1 < times.length; k++) {
            double s = times[k];
            double t = times[k + 1];
            double a = p.a(s) / p.a(t);
            double added = eta * eta * (p.v(s) - a * a * p.v(t)) * p.v(t) / p.v(s);
            double data = p.data(y, s);
            double eps = (y - p.a(s) * data) / p.s(s);
            y = p.a(t) * data
                    + Math.sqrt(Math.max(0, p.v(t) - added)) * eps
                    + (eta == 0 ? 0 : Math.sqrt(added) * noise[k][0]);
        }
        return y;
    }

    @Nested
    class DdimFlow implements SamplerContract {
        @Override
        public Sampler subject(int steps) {
            return new Ddim(steps);
        }

        @Override
        public int evaluations(int steps) {
            return steps;
        }

        @Override
        public double end(Plain plain, double[] times, double x, double[][] noise) {
            return ddim(plain, times, x, noise, 0);
        }
    }

    @Nested
    class DdimHalf implements SamplerContract {
        @Override
        public Sampler subject(int steps) {
            return new Ddim(steps, 0.5, TimeGrid.uniform());
        }

        @Override
        public int[] refinements() {
            return new int[] {256, 512};
        }

        @Override
        public int evaluations(int steps) {
            return steps;
        }

        @Override
        public double end(Plain plain, double[] times, double x, double[][] noise) {
            return ddim(plain, times, x, noise, 0.5);
        }
    }

    private static double euler(SamplerContract.Plain p, double[] times, double x, double[][] noise, double alpha) {
        double y = x;
        for (int k = 0; k + 1 < times.length; k++) {
            double s = times[k];
            double h = s - times[k + 1];
            double beta = 0.1 + 19.9 * s;
            y = y
                    + h * (0.5 * beta * y + 0.5 * (1 + alpha * alpha) * beta * p.score(y, s))
                    + (alpha == 0 ? 0 : alpha * Math.sqrt(beta * h) * noise[k][0]);
        }
        return y;
    }

    @Nested
    class Anderson implements SamplerContract {
        @Override
        public Sampler subject(int steps) {
            return new ReverseSde(steps);
        }

        @Override
        public int evaluations(int steps) {
            return steps;
        }

        @Override
        public double end(Plain plain, double[] times, double x, double[][] noise) {
            return euler(plain, times, x, noise, 1);
        }
    }

    @Nested
    class Flow implements SamplerContract {
        @Override
        public Sampler subject(int steps) {
            return new ReverseSde(steps, 0, TimeGrid.uniform());
        }

        @Override
        public int[] refinements() {
            return new int[] {256, 512};
        }

        @Override
        public int evaluations(int steps) {
            return steps;
        }

        @Override
        public double end(Plain plain, double[] times, double x, double[][] noise) {
            return euler(plain, times, x, noise, 0);
        }
    }

    @Nested
    class Corrected implements SamplerContract {
        @Override
        public Sampler subject(int steps) {
            return new PredictorCorrector(steps, 2, 0.1, TimeGrid.uniform());
        }

        @Override
        public int[] refinements() {
            return new int[] {128, 256};
        }

        @Override
        public int evaluations(int steps) {
            return 3 * steps;
        }

        @Override
        public double end(Plain p, double[] times, double x, double[][] noise) {
            double y = x;
            for (int k = 0; k + 1 < times.length; k++) {
                double[] first = {noise[k][0]};
                y = ancestral(p, new double[] {times[k], times[k + 1]}, y, new double[][] {first}, "beta");
                double t = times[k + 1];
                double size = 2 * 0.1 * 0.1 * p.v(t);
                for (int j = 1; j <= 2; j++) {
                    y = y + size * p.score(y, t) + Math.sqrt(2 * size) * noise[k][j];
                }
            }
            return y;
        }
    }

    private static double heun(SamplerContract.Plain p, double[] times, double x, double[][] noise, double churn) {
        double y = x / p.a(times[0]);
        int n = times.length - 1;
        double limit = p.s(p.process().horizon()) / p.a(p.process().horizon());
        for (int k = 0; k < n; k++) {
            double r = p.s(times[k]) / p.a(times[k]);
            double gamma = Math.min(churn / n, Math.sqrt(2) - 1);
            double hat = r * (1 + gamma) <= limit ? r * (1 + gamma) : r;
            double t = hat == r ? times[k] : p.time(-Math.log(hat));
            y += churn == 0 ? 0 : Math.sqrt(hat * hat - r * r) * noise[k][0];
            double next = p.s(times[k + 1]) / p.a(times[k + 1]);
            double d = (y - p.data(p.a(t) * y, t)) / hat;
            double guess = y + (next - hat) * d;
            if (next > 0) {
                double again = (guess - p.data(p.a(times[k + 1]) * guess, times[k + 1])) / next;
                guess = y + (next - hat) * (d + again) / 2;
            }
            y = guess;
        }
        return y * p.a(times[n]);
    }

    @Nested
    class Heun implements SamplerContract {
        @Override
        public Sampler subject(int steps) {
            return new HeunEdm(steps, 0, 0, Double.POSITIVE_INFINITY, 1, TimeGrid.logSnr());
        }

        @Override
        public int evaluations(int steps) {
            return 2 * steps;
        }

        @Override
        public double end(Plain plain, double[] times, double x, double[][] noise) {
            return heun(plain, times, x, noise, 0);
        }
    }

    @Nested
    class HeunChurned implements SamplerContract {
        @Override
        public AffineProcess process() {
            return Diffusion.edm();
        }

        @Override
        public Sampler subject(int steps) {
            return new HeunEdm(steps, 3);
        }

        @Override
        public int[] refinements() {
            return new int[] {32, 64};
        }

        @Override
        public int evaluations(int steps) {
            return 2 * steps - 1;
        }

        @Override
        public double end(Plain plain, double[] times, double x, double[][] noise) {
            return heun(plain, times, x, noise, 3);
        }
    }

    private static double dpm(SamplerContract.Plain p, double[] times, double x, int order) {
        double y = x;
        double before = 0;
        double stepBefore = 0;
        for (int k = 0; k + 1 < times.length; k++) {
            double s = times[k];
            double t = times[k + 1];
            double h = p.lambda(t) - p.lambda(s);
            double data = p.data(y, s);
            double ratio = p.s(t) / p.s(s);
            if (order < 3) {
                double ahead = order == 1 || k == 0 ? data : data + h / (2 * stepBefore) * (data - before);
                y = ratio * y - p.a(t) * Math.expm1(-h) * ahead;
            } else {
                double[] inner = {p.time(p.lambda(s) + h / 3), p.time(p.lambda(s) + 2 * h / 3)};
                double u1 = p.s(inner[0]) / p.s(s) * y - p.a(inner[0]) * Math.expm1(-h / 3) * data;
                double d1 = p.data(u1, inner[0]) - data;
                double phi = Math.expm1(-2 * h / 3) / (2 * h / 3) + 1;
                double u2 = p.s(inner[1]) / p.s(s) * y
                        - p.a(inner[1]) * Math.expm1(-2 * h / 3) * data
                        + 2 * p.a(inner[1]) * phi * d1;
                double d2 = p.data(u2, inner[1]) - data;
                y = ratio * y - p.a(t) * Math.expm1(-h) * data + 1.5 * p.a(t) * (Math.expm1(-h) / h + 1) * d2;
            }
            before = data;
            stepBefore = h;
        }
        return y;
    }

    @Nested
    class Dpm1 implements SamplerContract {
        @Override
        public Sampler subject(int steps) {
            return new DpmSolver(steps, 1);
        }

        @Override
        public int evaluations(int steps) {
            return steps;
        }

        @Override
        public double end(Plain plain, double[] times, double x, double[][] noise) {
            return dpm(plain, times, x, 1);
        }
    }

    @Nested
    class Dpm2 implements SamplerContract {
        @Override
        public Sampler subject(int steps) {
            return new DpmSolver(steps, 2);
        }

        @Override
        public int evaluations(int steps) {
            return steps;
        }

        @Override
        public double end(Plain plain, double[] times, double x, double[][] noise) {
            return dpm(plain, times, x, 2);
        }
    }

    @Nested
    class Dpm3 implements SamplerContract {
        @Override
        public Sampler subject(int steps) {
            return new DpmSolver(steps, 3);
        }

        @Override
        public int[] refinements() {
            return new int[] {50, 100};
        }

        @Override
        public int evaluations(int steps) {
            return 3 * steps;
        }

        @Override
        public double end(Plain plain, double[] times, double x, double[][] noise) {
            return dpm(plain, times, x, 3);
        }
    }
}
