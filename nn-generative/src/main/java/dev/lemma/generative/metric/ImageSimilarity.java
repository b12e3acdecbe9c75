package dev.lemma.generative.metric;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;

/**
 * How alike two images [H, W] are, whose values span a range R.
 *
 * <pre>{@code
 * PSNR = 10 log₁₀(R²/MSE)
 * SSIM = mean of ((2μ_xμ_y + C₁)(2σ_xy + C₂)) / ((μ_x² + μ_y² + C₁)(σ_x² + σ_y² + C₂)),   C₁ = (0.01 R)², C₂ = (0.03 R)²
 * }</pre>
 *
 * <p>SSIM takes its moments under a window around each pixel whose window lies within the image.
 *
 * @param range R &gt; 0, such as 1 or 255
 * @param window weights [k, k] that sum to 1, k odd
 * @param unbiased whether variances are multiplied by k²/(k² − 1), as for a flat window
 * @see <a href="https://doi.org/10.1109/TIP.2003.819861">Wang, Bovik, Sheikh and Simoncelli 2004</a>
 */
public record ImageSimilarity(double range, double[][] window, boolean unbiased) {

    public ImageSimilarity {
        Check.positive("range", range);
        if (window.length % 2 == 0 || window[0].length != window.length) {
            throw new ShapeException("window: expected k rows of k weights with k odd, got " + window.length);
        }
    }

    /** The paper's window: Gaussian with σ = 1.5 on 11×11 pixels. */
    public static ImageSimilarity gaussian(double range) {
        double[] row = new double[11];
        double sum = 0;
        for (int i = 0; i < 11; i++) {
            row[i] = Math.exp(-0.5 * Math.pow((i - 5) / 1.5, 2));
            sum += row[i];
        }
        double[][] window = new double[11][11];
        for (int i = 0; i < 11; i++) {
            for (int j = 0; j < 11; j++) {
                window[i][j] = row[i] * row[j] / (sum * sum);
            }
        }
        return new ImageSimilarity(range, window, false);
    }

    /** A flat window of k×k pixels with unbiased moments. */
    public static ImageSimilarity flat(double range, int k) {
        Check.atLeast("k", k, 3);
        double[][] window = new double[k][k];
        for (double[] row : window) {
            java.util.Arrays.fill(row, 1.0 / (k * k));
        }
        return new ImageSimilarity(range, window, true);
    }

    private static void requireImages(Array x, Array y) {
        if (x.shape().rank() != 2 || !x.shape().equals(y.shape())) {
            throw new ShapeException(
                    "images: expected two of one shape [H, W], got " + x.shape() + " and " + y.shape());
        }
    }

    /** The mean squared difference. */
    public static double meanSquaredError(Array x, Array y) {
        requireImages(x, y);
        int n = x.shape().size();
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += Math.pow(x.get(i) - y.get(i), 2);
        }
        return sum / n;
    }

    /** The peak signal-to-noise ratio in decibels; ∞ for equal images. */
    public double psnr(Array x, Array y) {
        return 10 * Math.log10(range * range / meanSquaredError(x, y));
    }

    /** The mean structural similarity, 1 for equal images. */
    public double ssim(Array x, Array y) {
        Array map = ssimMap(x, y);
        double sum = 0;
        for (int i = 0; i < map.shape().size(); i++) {
            sum += map.get(i);
        }
        return sum / map.shape().size();
    }

    /** The structural similarity around each pixel [H − k + 1, W − k + 1]. */
    public Array ssimMap(Array x, Array y) {
        requireImages(x, y);
        int k = window.length;
        int height = x.shape().extent(0) - k + 1;
        int width = x.shape().extent(1) - k + 1;
        int row = x.shape().extent(1);
        if (height < 1 || width < 1) {
            throw new ShapeException("SSIM: images " + x.shape() + " are smaller than the window of " + k);
        }
        double c1 = Math.pow(0.01 * range, 2);
        double c2 = Math.pow(0.03 * range, 2);
        double correction = unbiased ? (double) k * k / (k * k - 1) : 1;
        double[] map = new double[height * width];
        for (int i = 0; i < height; i++) {
            for (int j = 0; j < width; j++) {
                double mx = 0;
                double my = 0;
                for (int p = 0; p < k; p++) {
                    for (int q = 0; q < k; q++) {
                        mx += window[p][q] * x.get((i + p) * row + j + q);
                        my += window[p][q] * y.get((i + p) * row + j + q);
                    }
                }
                double vx = 0;
                double vy = 0;
                double vxy = 0;
                for (int p = 0; p < k; p++) {
                    for (int q = 0; q < k; q++) {
                        double dx = x.get((i + p) * row + j + q) - mx;
                        double dy = y.get((i + p) * row + j + q) - my;
                        vx += window[p][q] * dx * dx;
                        vy += window[p][q] * dy * dy;
                        vxy += window[p][q] * dx * dy;
                    }
                }
                map[i * width + j] = (2 * mx * my + c1)
                        * (2 * correction * vxy + c2)
                        / ((mx * mx + my * my + c1) * (correction * (vx + vy) + c2));
            }
        }
        return Array.of(Shape.of(height, width), map);
    }
}
