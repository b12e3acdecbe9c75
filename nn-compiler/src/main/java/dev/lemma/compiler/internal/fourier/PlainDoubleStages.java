package dev.lemma.compiler.internal.fourier;

/** {@link DoubleStages} in plain loops. */
final class PlainDoubleStages implements DoubleStages {

    private static final double COS_3 = -0.5;
    private static final double SIN_3 = Math.sqrt(0.75);
    private static final double COS_5_1 = 0.30901699437494742410;
    private static final double COS_5_2 = -0.80901699437494742410;
    private static final double SIN_5_1 = 0.95105651629515357212;
    private static final double SIN_5_2 = 0.58778525229247312917;
    private static final double HALF_ROOT = Math.sqrt(0.5);

    @Override
    public int width() {
        return 1;
    }

    @Override
    public void run(
            Stage stage,
            double scale,
            int lanes,
            double[] xr,
            int in,
            double[] xi,
            int inI,
            int inStride,
            double[] yr,
            int out,
            double[] yi,
            int outI,
            int outStride) {
        int s = stage.stride();
        int run = lanes;
        if (inStride == lanes && outStride == lanes) {
            // What lies side by side is one run.
            run = s * lanes;
            s = 1;
        }
        int inPoint = s == 1 ? run / lanes * inStride : inStride;
        int outPoint = s == 1 ? run / lanes * outStride : outStride;
        switch (stage.radix()) {
            case 2 -> radix2(stage, s, run, scale, xr, in, xi, inI, inPoint, yr, out, yi, outI, outPoint);
            case 3 -> radix3(stage, s, run, scale, xr, in, xi, inI, inPoint, yr, out, yi, outI, outPoint);
            case 4 -> radix4(stage, s, run, scale, xr, in, xi, inI, inPoint, yr, out, yi, outI, outPoint);
            case 5 -> radix5(stage, s, run, scale, xr, in, xi, inI, inPoint, yr, out, yi, outI, outPoint);
            case 8 -> radix8(stage, s, run, scale, xr, in, xi, inI, inPoint, yr, out, yi, outI, outPoint);
            default -> odd(stage, s, run, scale, xr, in, xi, inI, inPoint, yr, out, yi, outI, outPoint);
        }
    }

    private static void radix2(
            Stage stage,
            int s,
            int run,
            double scale,
            double[] xr,
            int in,
            double[] xi,
            int inI,
            int inPoint,
            double[] yr,
            int out,
            double[] yi,
            int outI,
            int outPoint) {
        int m = stage.groups();
        double[] w = stage.doubles();
        boolean last = m == 1;
        int inStep = m * s * inPoint;
        int outStep = s * outPoint;
        int inShift = inI - in;
        int outShift = outI - out;
        for (int p = 0; p < m; p++) {
            int at = 2 * p;
            double w1r = w[at];
            double w1i = w[at + 1];
            for (int g = 0; g < s; g++) {
                int i0 = in + (p * s + g) * inPoint;
                int o0 = out + (p * 2 * s + g) * outPoint;
                for (int lane = 0; lane < run; lane++) {
                    int ir = i0 + lane;
                    int ii = ir + inShift;
                    int or = o0 + lane;
                    int oi = or + outShift;
                    double x0r = xr[ir];
                    double x0i = xi[ii];
                    double x1r = xr[ir + inStep];
                    double x1i = xi[ii + inStep];
                    double y0r = x0r + x1r;
                    double y0i = x0i + x1i;
                    double y1r = x0r - x1r;
                    double y1i = x0i - x1i;
                    if (last) {
                        yr[or] = y0r * scale;
                        yi[oi] = y0i * scale;
                        yr[or + outStep] = y1r * scale;
                        yi[oi + outStep] = y1i * scale;
                    } else {
                        yr[or] = y0r;
                        yi[oi] = y0i;
                        yr[or + outStep] = y1r * w1r - y1i * w1i;
                        yi[oi + outStep] = y1r * w1i + y1i * w1r;
                    }
                }
            }
        }
    }

    private static void radix3(
            Stage stage,
            int s,
            int run,
            double scale,
            double[] xr,
            int in,
            double[] xi,
            int inI,
            int inPoint,
            double[] yr,
            int out,
            double[] yi,
            int outI,
            int outPoint) {
        int m = stage.groups();
        double[] w = stage.doubles();
        boolean last = m == 1;
        int inStep = m * s * inPoint;
        int outStep = s * outPoint;
        int inShift = inI - in;
        int outShift = outI - out;
        double C1 = COS_3;
        double S1 = SIN_3;
        for (int p = 0; p < m; p++) {
            int at = 4 * p;
            double w1r = w[at];
            double w1i = w[at + 1];
            double w2r = w[at + 2];
            double w2i = w[at + 3];
            for (int g = 0; g < s; g++) {
                int i0 = in + (p * s + g) * inPoint;
                int o0 = out + (p * 3 * s + g) * outPoint;
                for (int lane = 0; lane < run; lane++) {
                    int ir = i0 + lane;
                    int ii = ir + inShift;
                    int or = o0 + lane;
                    int oi = or + outShift;
                    double x0r = xr[ir];
                    double x0i = xi[ii];
                    double x1r = xr[ir + inStep];
                    double x1i = xi[ii + inStep];
                    double x2r = xr[ir + 2 * inStep];
                    double x2i = xi[ii + 2 * inStep];
                    double tr = x1r + x2r;
                    double ti = x1i + x2i;
                    double er = x1r - x2r;
                    double ei = x1i - x2i;
                    double y0r = x0r + tr;
                    double y0i = x0i + ti;
                    double mr = tr * C1 + x0r;
                    double mi = ti * C1 + x0i;
                    double nr = er * S1;
                    double ni = ei * S1;
                    double y1r = mr + ni;
                    double y1i = mi - nr;
                    double y2r = mr - ni;
                    double y2i = mi + nr;
                    if (last) {
                        yr[or] = y0r * scale;
                        yi[oi] = y0i * scale;
                        yr[or + outStep] = y1r * scale;
                        yi[oi + outStep] = y1i * scale;
                        yr[or + 2 * outStep] = y2r * scale;
                        yi[oi + 2 * outStep] = y2i * scale;
                    } else {
                        yr[or] = y0r;
                        yi[oi] = y0i;
                        yr[or + outStep] = y1r * w1r - y1i * w1i;
                        yi[oi + outStep] = y1r * w1i + y1i * w1r;
                        yr[or + 2 * outStep] = y2r * w2r - y2i * w2i;
                        yi[oi + 2 * outStep] = y2r * w2i + y2i * w2r;
                    }
                }
            }
        }
    }

    private static void radix4(
            Stage stage,
            int s,
            int run,
            double scale,
            double[] xr,
            int in,
            double[] xi,
            int inI,
            int inPoint,
            double[] yr,
            int out,
            double[] yi,
            int outI,
            int outPoint) {
        int m = stage.groups();
        double[] w = stage.doubles();
        boolean last = m == 1;
        int inStep = m * s * inPoint;
        int outStep = s * outPoint;
        int inShift = inI - in;
        int outShift = outI - out;
        for (int p = 0; p < m; p++) {
            int at = 6 * p;
            double w1r = w[at];
            double w1i = w[at + 1];
            double w2r = w[at + 2];
            double w2i = w[at + 3];
            double w3r = w[at + 4];
            double w3i = w[at + 5];
            for (int g = 0; g < s; g++) {
                int i0 = in + (p * s + g) * inPoint;
                int o0 = out + (p * 4 * s + g) * outPoint;
                for (int lane = 0; lane < run; lane++) {
                    int ir = i0 + lane;
                    int ii = ir + inShift;
                    int or = o0 + lane;
                    int oi = or + outShift;
                    double x0r = xr[ir];
                    double x0i = xi[ii];
                    double x1r = xr[ir + inStep];
                    double x1i = xi[ii + inStep];
                    double x2r = xr[ir + 2 * inStep];
                    double x2i = xi[ii + 2 * inStep];
                    double x3r = xr[ir + 3 * inStep];
                    double x3i = xi[ii + 3 * inStep];
                    double ar = x0r + x2r;
                    double ai = x0i + x2i;
                    double br = x0r - x2r;
                    double bi = x0i - x2i;
                    double cr = x1r + x3r;
                    double ci = x1i + x3i;
                    double dr = x1r - x3r;
                    double di = x1i - x3i;
                    double y0r = ar + cr;
                    double y0i = ai + ci;
                    double y1r = br + di;
                    double y1i = bi - dr;
                    double y2r = ar - cr;
                    double y2i = ai - ci;
                    double y3r = br - di;
                    double y3i = bi + dr;
                    if (last) {
                        yr[or] = y0r * scale;
                        yi[oi] = y0i * scale;
                        yr[or + outStep] = y1r * scale;
                        yi[oi + outStep] = y1i * scale;
                        yr[or + 2 * outStep] = y2r * scale;
                        yi[oi + 2 * outStep] = y2i * scale;
                        yr[or + 3 * outStep] = y3r * scale;
                        yi[oi + 3 * outStep] = y3i * scale;
                    } else {
                        yr[or] = y0r;
                        yi[oi] = y0i;
                        yr[or + outStep] = y1r * w1r - y1i * w1i;
                        yi[oi + outStep] = y1r * w1i + y1i * w1r;
                        yr[or + 2 * outStep] = y2r * w2r - y2i * w2i;
                        yi[oi + 2 * outStep] = y2r * w2i + y2i * w2r;
                        yr[or + 3 * outStep] = y3r * w3r - y3i * w3i;
                        yi[oi + 3 * outStep] = y3r * w3i + y3i * w3r;
                    }
                }
            }
        }
    }

    private static void radix5(
            Stage stage,
            int s,
            int run,
            double scale,
            double[] xr,
            int in,
            double[] xi,
            int inI,
            int inPoint,
            double[] yr,
            int out,
            double[] yi,
            int outI,
            int outPoint) {
        int m = stage.groups();
        double[] w = stage.doubles();
        boolean last = m == 1;
        int inStep = m * s * inPoint;
        int outStep = s * outPoint;
        int inShift = inI - in;
        int outShift = outI - out;
        double C1 = COS_5_1;
        double C2 = COS_5_2;
        double S1 = SIN_5_1;
        double S2 = SIN_5_2;
        for (int p = 0; p < m; p++) {
            int at = 8 * p;
            double w1r = w[at];
            double w1i = w[at + 1];
            double w2r = w[at + 2];
            double w2i = w[at + 3];
            double w3r = w[at + 4];
            double w3i = w[at + 5];
            double w4r = w[at + 6];
            double w4i = w[at + 7];
            for (int g = 0; g < s; g++) {
                int i0 = in + (p * s + g) * inPoint;
                int o0 = out + (p * 5 * s + g) * outPoint;
                for (int lane = 0; lane < run; lane++) {
                    int ir = i0 + lane;
                    int ii = ir + inShift;
                    int or = o0 + lane;
                    int oi = or + outShift;
                    double x0r = xr[ir];
                    double x0i = xi[ii];
                    double x1r = xr[ir + inStep];
                    double x1i = xi[ii + inStep];
                    double x2r = xr[ir + 2 * inStep];
                    double x2i = xi[ii + 2 * inStep];
                    double x3r = xr[ir + 3 * inStep];
                    double x3i = xi[ii + 3 * inStep];
                    double x4r = xr[ir + 4 * inStep];
                    double x4i = xi[ii + 4 * inStep];
                    double tr = x1r + x4r;
                    double ti = x1i + x4i;
                    double er = x1r - x4r;
                    double ei = x1i - x4i;
                    double ur = x2r + x3r;
                    double ui = x2i + x3i;
                    double fr = x2r - x3r;
                    double fi = x2i - x3i;
                    double sr = tr + ur;
                    double si = ti + ui;
                    double y0r = x0r + sr;
                    double y0i = x0i + si;
                    double ar = tr * C1 + x0r;
                    double ai = ti * C1 + x0i;
                    double mr = ur * C2 + ar;
                    double mi = ui * C2 + ai;
                    double br = tr * C2 + x0r;
                    double bi = ti * C2 + x0i;
                    double nr = ur * C1 + br;
                    double ni = ui * C1 + bi;
                    double pr = er * S1 + fr * S2;
                    double pi = ei * S1 + fi * S2;
                    double qr = er * S2 - fr * S1;
                    double qi = ei * S2 - fi * S1;
                    double y1r = mr + pi;
                    double y1i = mi - pr;
                    double y4r = mr - pi;
                    double y4i = mi + pr;
                    double y2r = nr + qi;
                    double y2i = ni - qr;
                    double y3r = nr - qi;
                    double y3i = ni + qr;
                    if (last) {
                        yr[or] = y0r * scale;
                        yi[oi] = y0i * scale;
                        yr[or + outStep] = y1r * scale;
                        yi[oi + outStep] = y1i * scale;
                        yr[or + 2 * outStep] = y2r * scale;
                        yi[oi + 2 * outStep] = y2i * scale;
                        yr[or + 3 * outStep] = y3r * scale;
                        yi[oi + 3 * outStep] = y3i * scale;
                        yr[or + 4 * outStep] = y4r * scale;
                        yi[oi + 4 * outStep] = y4i * scale;
                    } else {
                        yr[or] = y0r;
                        yi[oi] = y0i;
                        yr[or + outStep] = y1r * w1r - y1i * w1i;
                        yi[oi + outStep] = y1r * w1i + y1i * w1r;
                        yr[or + 2 * outStep] = y2r * w2r - y2i * w2i;
                        yi[oi + 2 * outStep] = y2r * w2i + y2i * w2r;
                        yr[or + 3 * outStep] = y3r * w3r - y3i * w3i;
                        yi[oi + 3 * outStep] = y3r * w3i + y3i * w3r;
                        yr[or + 4 * outStep] = y4r * w4r - y4i * w4i;
                        yi[oi + 4 * outStep] = y4r * w4i + y4i * w4r;
                    }
                }
            }
        }
    }

    private static void radix8(
            Stage stage,
            int s,
            int run,
            double scale,
            double[] xr,
            int in,
            double[] xi,
            int inI,
            int inPoint,
            double[] yr,
            int out,
            double[] yi,
            int outI,
            int outPoint) {
        int m = stage.groups();
        double[] w = stage.doubles();
        boolean last = m == 1;
        int inStep = m * s * inPoint;
        int outStep = s * outPoint;
        int inShift = inI - in;
        int outShift = outI - out;
        double H = HALF_ROOT;
        for (int p = 0; p < m; p++) {
            int at = 14 * p;
            double w1r = w[at];
            double w1i = w[at + 1];
            double w2r = w[at + 2];
            double w2i = w[at + 3];
            double w3r = w[at + 4];
            double w3i = w[at + 5];
            double w4r = w[at + 6];
            double w4i = w[at + 7];
            double w5r = w[at + 8];
            double w5i = w[at + 9];
            double w6r = w[at + 10];
            double w6i = w[at + 11];
            double w7r = w[at + 12];
            double w7i = w[at + 13];
            for (int g = 0; g < s; g++) {
                int i0 = in + (p * s + g) * inPoint;
                int o0 = out + (p * 8 * s + g) * outPoint;
                for (int lane = 0; lane < run; lane++) {
                    int ir = i0 + lane;
                    int ii = ir + inShift;
                    int or = o0 + lane;
                    int oi = or + outShift;
                    double x0r = xr[ir];
                    double x0i = xi[ii];
                    double x1r = xr[ir + inStep];
                    double x1i = xi[ii + inStep];
                    double x2r = xr[ir + 2 * inStep];
                    double x2i = xi[ii + 2 * inStep];
                    double x3r = xr[ir + 3 * inStep];
                    double x3i = xi[ii + 3 * inStep];
                    double x4r = xr[ir + 4 * inStep];
                    double x4i = xi[ii + 4 * inStep];
                    double x5r = xr[ir + 5 * inStep];
                    double x5i = xi[ii + 5 * inStep];
                    double x6r = xr[ir + 6 * inStep];
                    double x6i = xi[ii + 6 * inStep];
                    double x7r = xr[ir + 7 * inStep];
                    double x7i = xi[ii + 7 * inStep];
                    double ar = x0r + x4r;
                    double ai = x0i + x4i;
                    double br = x0r - x4r;
                    double bi = x0i - x4i;
                    double cr = x2r + x6r;
                    double ci = x2i + x6i;
                    double dr = x2r - x6r;
                    double di = x2i - x6i;
                    double er = x1r + x5r;
                    double ei = x1i + x5i;
                    double fr = x1r - x5r;
                    double fi = x1i - x5i;
                    double gr = x3r + x7r;
                    double gi = x3i + x7i;
                    double hr = x3r - x7r;
                    double hi = x3i - x7i;
                    double kr = ar + cr;
                    double ki = ai + ci;
                    double lr = ar - cr;
                    double li = ai - ci;
                    double mr = er + gr;
                    double mi = ei + gi;
                    double nr = er - gr;
                    double ni = ei - gi;
                    double y0r = kr + mr;
                    double y0i = ki + mi;
                    double y4r = kr - mr;
                    double y4i = ki - mi;
                    double y2r = lr + ni;
                    double y2i = li - nr;
                    double y6r = lr - ni;
                    double y6i = li + nr;
                    double jr = br + di;
                    double ji = bi - dr;
                    double pr = br - di;
                    double pi = bi + dr;
                    double qr = fr + hi;
                    double qi = fi - hr;
                    double sr = fr - hi;
                    double si = fi + hr;
                    double ur = qr + qi;
                    double ui = qi - qr;
                    double vr = ur * H;
                    double vi = ui * H;
                    double zr = si - sr;
                    double zi = sr + si;
                    double tr = zr * H;
                    double ti = zi * H;
                    double y1r = jr + vr;
                    double y1i = ji + vi;
                    double y5r = jr - vr;
                    double y5i = ji - vi;
                    double y3r = pr + tr;
                    double y3i = pi - ti;
                    double y7r = pr - tr;
                    double y7i = pi + ti;
                    if (last) {
                        yr[or] = y0r * scale;
                        yi[oi] = y0i * scale;
                        yr[or + outStep] = y1r * scale;
                        yi[oi + outStep] = y1i * scale;
                        yr[or + 2 * outStep] = y2r * scale;
                        yi[oi + 2 * outStep] = y2i * scale;
                        yr[or + 3 * outStep] = y3r * scale;
                        yi[oi + 3 * outStep] = y3i * scale;
                        yr[or + 4 * outStep] = y4r * scale;
                        yi[oi + 4 * outStep] = y4i * scale;
                        yr[or + 5 * outStep] = y5r * scale;
                        yi[oi + 5 * outStep] = y5i * scale;
                        yr[or + 6 * outStep] = y6r * scale;
                        yi[oi + 6 * outStep] = y6i * scale;
                        yr[or + 7 * outStep] = y7r * scale;
                        yi[oi + 7 * outStep] = y7i * scale;
                    } else {
                        yr[or] = y0r;
                        yi[oi] = y0i;
                        yr[or + outStep] = y1r * w1r - y1i * w1i;
                        yi[oi + outStep] = y1r * w1i + y1i * w1r;
                        yr[or + 2 * outStep] = y2r * w2r - y2i * w2i;
                        yi[oi + 2 * outStep] = y2r * w2i + y2i * w2r;
                        yr[or + 3 * outStep] = y3r * w3r - y3i * w3i;
                        yi[oi + 3 * outStep] = y3r * w3i + y3i * w3r;
                        yr[or + 4 * outStep] = y4r * w4r - y4i * w4i;
                        yi[oi + 4 * outStep] = y4r * w4i + y4i * w4r;
                        yr[or + 5 * outStep] = y5r * w5r - y5i * w5i;
                        yi[oi + 5 * outStep] = y5r * w5i + y5i * w5r;
                        yr[or + 6 * outStep] = y6r * w6r - y6i * w6i;
                        yi[oi + 6 * outStep] = y6r * w6i + y6i * w6r;
                        yr[or + 7 * outStep] = y7r * w7r - y7i * w7i;
                        yi[oi + 7 * outStep] = y7r * w7i + y7i * w7r;
                    }
                }
            }
        }
    }

    /** A dense transform of an odd prime: pairs of inputs and of outputs mirror each other. */
    private static void odd(
            Stage stage,
            int s,
            int run,
            double scale,
            double[] xr,
            int in,
            double[] xi,
            int inI,
            int inPoint,
            double[] yr,
            int out,
            double[] yi,
            int outI,
            int outPoint) {
        int m = stage.groups();
        int r = stage.radix();
        int half = (r - 1) / 2;
        double[] w = stage.doubles();
        double[] cos = stage.doubleCosines();
        double[] sin = stage.doubleSines();
        boolean last = m == 1;
        int inStep = m * s * inPoint;
        int outStep = s * outPoint;
        int inShift = inI - in;
        int outShift = outI - out;
        for (int p = 0; p < m; p++) {
            for (int g = 0; g < s; g++) {
                int i0 = in + (p * s + g) * inPoint;
                int o0 = out + (p * r * s + g) * outPoint;
                for (int lane = 0; lane < run; lane++) {
                    int i = i0 + lane;
                    int o = o0 + lane;
                    double x0r = xr[i];
                    double x0i = xi[i + inShift];
                    double sumR = x0r;
                    double sumI = x0i;
                    for (int j = 1; j < r; j++) {
                        sumR += xr[i + j * inStep];
                        sumI += xi[i + inShift + j * inStep];
                    }
                    double unit = last ? scale : 1;
                    yr[o] = sumR * unit;
                    yi[o + outShift] = sumI * unit;
                    for (int k = 1; k <= half; k++) {
                        double evenR = x0r;
                        double evenI = x0i;
                        double oddR = 0;
                        double oddI = 0;
                        for (int j = 1; j <= half; j++) {
                            int angle = j * k % r;
                            double ar = xr[i + j * inStep];
                            double br = xr[i + (r - j) * inStep];
                            double ai = xi[i + inShift + j * inStep];
                            double bi = xi[i + inShift + (r - j) * inStep];
                            evenR += (ar + br) * cos[angle];
                            oddR += (ar - br) * sin[angle];
                            evenI += (ai + bi) * cos[angle];
                            oddI += (ai - bi) * sin[angle];
                        }
                        put(stage, w, last, scale, p, k, evenR + oddI, evenI - oddR, yr, yi, outShift, o + k * outStep);
                        put(
                                stage,
                                w,
                                last,
                                scale,
                                p,
                                r - k,
                                evenR - oddI,
                                evenI + oddR,
                                yr,
                                yi,
                                outShift,
                                o + (r - k) * outStep);
                    }
                }
            }
        }
    }

    private static void put(
            Stage stage,
            double[] w,
            boolean last,
            double scale,
            int p,
            int k,
            double re,
            double im,
            double[] yr,
            double[] yi,
            int outShift,
            int at) {
        if (last) {
            yr[at] = re * scale;
            yi[at + outShift] = im * scale;
        } else {
            int twiddle = 2 * ((stage.radix() - 1) * p + k - 1);
            yr[at] = re * w[twiddle] - im * w[twiddle + 1];
            yi[at + outShift] = re * w[twiddle + 1] + im * w[twiddle];
        }
    }

    @Override
    public void multiply(
            int points,
            int lanes,
            double[] wr,
            double[] wi,
            int w,
            int wStep,
            double[] xr,
            int in,
            double[] xi,
            int inI,
            int inStride,
            double[] yr,
            int out,
            double[] yi,
            int outI,
            int outStride) {
        for (int p = 0; p < points; p++) {
            double cr = wr[w + p * wStep];
            double ci = wi[w + p * wStep];
            for (int lane = 0; lane < lanes; lane++) {
                double ar = xr[in + p * inStride + lane];
                double ai = xi[inI + p * inStride + lane];
                yr[out + p * outStride + lane] = ar * cr - ai * ci;
                yi[outI + p * outStride + lane] = ar * ci + ai * cr;
            }
        }
    }

    @Override
    public void unpack(
            int m,
            int lanes,
            double[] wr,
            double[] wi,
            double[] z,
            int in,
            int imaginary,
            int inStride,
            double[] yr,
            int out,
            double[] yi,
            int outI,
            int outStride) {
        for (int k = 0; k <= m / 2; k++) {
            int a = in + k * inStride;
            int b = in + (k == 0 ? 0 : m - k) * inStride;
            int to = out + k * outStride;
            int mirror = out + (m - k) * outStride;
            int shift = outI - out;
            double cr = wr[k];
            double ci = wi[k];
            for (int lane = 0; lane < lanes; lane++) {
                double ar = z[a + lane];
                double ai = z[a + imaginary + lane];
                double br = z[b + lane];
                double bi = z[b + imaginary + lane];
                double er = (ar + br) * (double) 0.5;
                double ei = (ai - bi) * (double) 0.5;
                double dr = (ai + bi) * (double) 0.5;
                double di = (br - ar) * (double) 0.5;
                double tr = dr * cr - di * ci;
                double ti = dr * ci + di * cr;
                yr[to + lane] = er + tr;
                yi[to + shift + lane] = ei + ti;
                yr[mirror + lane] = er - tr;
                yi[mirror + shift + lane] = ti - ei;
            }
        }
    }

    @Override
    public void pack(
            int m,
            int lanes,
            double[] wr,
            double[] wi,
            double[] xr,
            int in,
            double[] xi,
            int inI,
            int inStride,
            double[] z,
            int out,
            int imaginary,
            int outStride) {
        for (int k = 0; k <= m / 2; k++) {
            int a = in + k * inStride;
            int b = in + (m - k) * inStride;
            int to = out + k * outStride;
            int mirror = out + (k == 0 ? 0 : m - k) * outStride;
            int shift = inI - in;
            double present = k == 0 ? 0 : 1;
            double cr = wr[k];
            double ci = wi[k];
            for (int lane = 0; lane < lanes; lane++) {
                double ar = xr[a + lane];
                double ai = xi[a + shift + lane] * present;
                double br = xr[b + lane];
                double bi = xi[b + shift + lane] * present;
                double er = ar + br;
                double ei = ai - bi;
                double dr = ar - br;
                double di = ai + bi;
                double tr = dr * cr + di * ci;
                double ti = di * cr - dr * ci;
                z[mirror + lane] = er + ti;
                z[mirror + imaginary + lane] = tr - ei;
                z[to + lane] = er - ti;
                z[to + imaginary + lane] = ei + tr;
            }
        }
    }

    @Override
    public void multiplyEach(int count, double[] wr, double[] wi, int w, double[] xr, int in, double[] xi, int inI) {
        int from = 0;
        for (int i = from; i < count; i++) {
            double ar = xr[in + i];
            double ai = xi[inI + i];
            xr[in + i] = ar * wr[w + i] - ai * wi[w + i];
            xi[inI + i] = ar * wi[w + i] + ai * wr[w + i];
        }
    }
}
