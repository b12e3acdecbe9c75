package dev.lemma.examples.scattering;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;

/** Motions of pictures: {@code (F x)(u) = x(u − τ(u))}, cubic between pixels, 0 outside. */
final class Warp {

    /** Where the value at a pixel is taken from. */
    interface Source {
        /** Row and column. */
        double[] at(double row, double column);
    }

    private Warp() {}

    static Source translation(double down, double right) {
        return (r, c) -> new double[] {r - down, c - right};
    }

    /** About the middle of pictures of so many pixels. */
    static Source rotation(double radians, int side) {
        double middle = (side - 1) / 2.0;
        double cos = Math.cos(radians);
        double sin = Math.sin(radians);
        return (r, c) -> new double[] {
            middle + cos * (r - middle) + sin * (c - middle), middle - sin * (r - middle) + cos * (c - middle)
        };
    }

    /** {@code τ = εN/(2π) (sin(2πv/N), sin(2πu/N))}: sup |∇τ| = ε. */
    static Source deformation(double epsilon, int side) {
        double size = epsilon * side / (2 * Math.PI);
        return (r, c) ->
                new double[] {r - size * Math.sin(2 * Math.PI * c / side), c - size * Math.sin(2 * Math.PI * r / side)};
    }

    /** Pictures [n, side, side], each moved. */
    static Array apply(Array pictures, Source source) {
        int side = pictures.shape().extent(-1);
        int n = pictures.shape().size() / side / side;
        double[] from = pictures.toDoubles();
        double[] to = new double[from.length];
        for (int r = 0; r < side; r++) {
            for (int c = 0; c < side; c++) {
                double[] place = source.at(r, c);
                int top = (int) Math.floor(place[0]);
                int left = (int) Math.floor(place[1]);
                for (int p = -1; p <= 2; p++) {
                    for (int q = -1; q <= 2; q++) {
                        int row = top + p;
                        int column = left + q;
                        if (row < 0 || row >= side || column < 0 || column >= side) {
                            continue;
                        }
                        double weight = cubic(place[0] - row) * cubic(place[1] - column);
                        for (int i = 0; weight != 0 && i < n; i++) {
                            to[(i * side + r) * side + c] += weight * from[(i * side + row) * side + column];
                        }
                    }
                }
            }
        }
        return Array.of(Shape.of(n, side, side), to);
    }

    /** Keys' kernel, which keeps polynomials of degree 2. */
    private static double cubic(double distance) {
        double t = Math.abs(distance);
        if (t >= 2) {
            return 0;
        }
        return t <= 1 ? (1.5 * t - 2.5) * t * t + 1 : ((-0.5 * t + 2.5) * t - 4) * t + 2;
    }
}
