package dev.lemma.compiler.internal.window;

import dev.lemma.api.tensor.Window2D;

/** Convolution and its two adjoints straight from the definition, in float64: what the kernels are tested against. */
final class DirectConvolution {

    private final ConvGeometry g;

    DirectConvolution(ConvGeometry geometry) {
        this.g = geometry;
    }

    /** Called once for every product that the definition contains. */
    private interface Product {
        void at(int y, int w, int x);
    }

    private void each(Product product) {
        Window2D k = g.window();
        int inputs = g.groupInputs();
        int y = 0;
        for (int b = 0; b < g.batch(); b++) {
            for (int o = 0; o < g.outChannels(); o++) {
                for (int i = 0; i < g.outH(); i++) {
                    for (int j = 0; j < g.outW(); j++, y++) {
                        for (int c = 0; c < inputs; c++) {
                            int channel = o / g.groupOutputs() * inputs + c;
                            for (int t = 0; t < k.kernelH(); t++) {
                                for (int u = 0; u < k.kernelW(); u++) {
                                    int row = i * k.strideH() + t * k.dilationH() - k.padTop();
                                    int column = j * k.strideW() + u * k.dilationW() - k.padLeft();
                                    if (row >= 0 && row < g.inH() && column >= 0 && column < g.inW()) {
                                        int x = ((b * g.inChannels() + channel) * g.inH() + row) * g.inW() + column;
                                        int w = ((o * inputs + c) * k.kernelH() + t) * k.kernelW() + u;
                                        product.at(y, w, x);
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    double[] forward(double[] x, double[] w) {
        double[] y = new double[g.outputSize()];
        each((atY, atW, atX) -> y[atY] += w[atW] * x[atX]);
        return y;
    }

    double[] inputGradient(double[] y, double[] w) {
        double[] x = new double[g.inputSize()];
        each((atY, atW, atX) -> x[atX] += w[atW] * y[atY]);
        return x;
    }

    double[] weightGradient(double[] x, double[] y) {
        double[] w = new double[g.weightSize()];
        each((atY, atW, atX) -> w[atW] += y[atY] * x[atX]);
        return w;
    }
}
