package dev.lemma.compiler.internal.fourier;

/** {@link FloatStages} in plain loops. */
final class PlainFloatStages implements FloatStages {

    private static final float COS_3 = (float) -0.5;
    private static final float SIN_3 = (float) Math.sqrt(0.75);
    private static final float COS_5_1 = (float) 0.30901699437494742410;
    private static final float COS_5_2 = (float) -0.80901699437494742410;
    private static final float SIN_5_1 = (float) 0.95105651629515357212;
    private static final float SIN_5_2 = (float) 0.58778525229247312917;
    private static final float HALF_ROOT = (float) Math.sqrt(0.5);

    @Override
    public int width() {
        return 1;
    }

    @Override
    public void run(
            Stage stage,
            float scale,
            int lanes,
            float[] xr,
            int in,
            float[] xi,
            int inI,
            int inStride,
            float[] yr,
            int out,
            float[] yi,
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
            float scale,
            float[] xr,
            int in,
            float[] xi,
            int inI,
            int inPoint,
            float[] yr,
            int out,
            float[] yi,
            int outI,
            int outPoint) {
        int m = stage.groups();
        float[] w = stage.floats();
        boolean last = m == 1;
        int inStep = m * s * inPoint;
        int outStep = s * outPoint;
        int inShift = inI - in;
        int outShift = outI - out;
        for (int p = 0; p < m; p++) {
            int at = 2 * p;
            float w1r = w[at];
            float w1i = w[at + 1];
            for (int g = 0; g < s; g++) {
                int i0 = in + (p * s + g) * inPoint;
                int o0 = out + (p * 2 * s + g) * outPoint;
                for (int lane = 0; lane < run; lane++) {
                    int ir = i0 + lane;
                    int ii = ir + inShift;
                    int or = o0 + lane;
                    int oi = or + outShift;
                    float x0r = xr[ir];
                    float x0i = xi[ii];
                    float x1r = xr[ir + inStep];
                    float x1i = xi[ii + inStep];
                    float y0r = x0r + x1r;
                    float y0i = x0i + x1i;
                    float y1r = x0r - x1r;
                    float y1i = x0i - x1i;
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
            float scale,
            float[] xr,
            int in,
            float[] xi,
            int inI,
            int inPoint,
            float[] yr,
            int out,
            float[] yi,
            int outI,
            int outPoint) {
        int m = stage.groups();
        float[] w = stage.floats();
        boolean last = m == 1;
        int inStep = m * s * inPoint;
        int outStep = s * outPoint;
        int inShift = inI - in;
        int outShift = outI - out;
        float C1 = COS_3;
        float S1 = SIN_3;
        for (int p = 0; p < m; p++) {
            int at = 4 * p;
            float w1r = w[at];
            float w1i = w[at + 1];
            float w2r = w[at + 2];
            float w2i = w[at + 3];
            for (int g = 0; g < s; g++) {
                int i0 = in + (p * s + g) * inPoint;
                int o0 = out + (p * 3 * s + g) * outPoint;
                for (int lane = 0; lane < run; lane++) {
                    int ir = i0 + lane;
                    int ii = ir + inShift;
                    int or = o0 + lane;
                    int oi = or + outShift;
                    float x0r = xr[ir];
                    float x0i = xi[ii];
                    float x1r = xr[ir + inStep];
                    float x1i = xi[ii + inStep];
                    float x2r = xr[ir + 2 * inStep];
                    float x2i = xi[ii + 2 * inStep];
                    float tr = x1r + x2r;
                    float ti = x1i + x2i;
                    float er = x1r - x2r;
                    float ei = x1i - x2i;
                    float y0r = x0r + tr;
                    float y0i = x0i + ti;
                    float mr = tr * C1 + x0r;
                    float mi = ti * C1 + x0i;
                    float nr = er * S1;
                    float ni = ei * S1;
                    float y1r = mr + ni;
                    float y1i = mi - nr;
                    float y2r = mr - ni;
                    float y2i = mi + nr;
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
            float scale,
            float[] xr,
            int in,
            float[] xi,
            int inI,
            int inPoint,
            float[] yr,
            int out,
            float[] yi,
            int outI,
            int outPoint) {
        int m = stage.groups();
        float[] w = stage.floats();
        boolean last = m == 1;
        int inStep = m * s * inPoint;
        int outStep = s * outPoint;
        int inShift = inI - in;
        int outShift = outI - out;
        for (int p = 0; p < m; p++) {
            int at = 6 * p;
            float w1r = w[at];
            float w1i = w[at + 1];
            float w2r = w[at + 2];
            float w2i = w[at + 3];
            float w3r = w[at + 4];
            float w3i = w[at + 5];
            for (int g = 0; g < s; g++) {
                int i0 = in + (p * s + g) * inPoint;
                int o0 = out + (p * 4 * s + g) * outPoint;
                for (int lane = 0; lane < run; lane++) {
                    int ir = i0 + lane;
                    int ii = ir + inShift;
                    int or = o0 + lane;
                    int oi = or + outShift;
                    float x0r = xr[ir];
                    float x0i = xi[ii];
                    float x1r = xr[ir + inStep];
                    float x1i = xi[ii + inStep];
                    float x2r = xr[ir + 2 * inStep];
                    float x2i = xi[ii + 2 * inStep];
                    float x3r = xr[ir + 3 * inStep];
                    float x3i = xi[ii + 3 * inStep];
                    float ar = x0r + x2r;
                    float ai = x0i + x2i;
                    float br = x0r - x2r;
                    float bi = x0i - x2i;
                    float cr = x1r + x3r;
                    float ci = x1i + x3i;
                    float dr = x1r - x3r;
                    float di = x1i - x3i;
                    float y0r = ar + cr;
                    float y0i = ai + ci;
                    float y1r = br + di;
                    float y1i = bi - dr;
                    float y2r = ar - cr;
                    float y2i = ai - ci;
                    float y3r = br - di;
                    float y3i = bi + dr;
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
            float scale,
            float[] xr,
            int in,
            float[] xi,
            int inI,
            int inPoint,
            float[] yr,
            int out,
            float[] yi,
            int outI,
            int outPoint) {
        int m = stage.groups();
        float[] w = stage.floats();
        boolean last = m == 1;
        int inStep = m * s * inPoint;
        int outStep = s * outPoint;
        int inShift = inI - in;
        int outShift = outI - out;
        float C1 = COS_5_1;
        float C2 = COS_5_2;
        float S1 = SIN_5_1;
        float S2 = SIN_5_2;
        for (int p = 0; p < m; p++) {
            int at = 8 * p;
            float w1r = w[at];
            float w1i = w[at + 1];
            float w2r = w[at + 2];
            float w2i = w[at + 3];
            float w3r = w[at + 4];
            float w3i = w[at + 5];
            float w4r = w[at + 6];
            float w4i = w[at + 7];
            for (int g = 0; g < s; g++) {
                int i0 = in + (p * s + g) * inPoint;
                int o0 = out + (p * 5 * s + g) * outPoint;
                for (int lane = 0; lane < run; lane++) {
                    int ir = i0 + lane;
                    int ii = ir + inShift;
                    int or = o0 + lane;
                    int oi = or + outShift;
                    float x0r = xr[ir];
                    float x0i = xi[ii];
                    float x1r = xr[ir + inStep];
                    float x1i = xi[ii + inStep];
                    float x2r = xr[ir + 2 * inStep];
                    float x2i = xi[ii + 2 * inStep];
                    float x3r = xr[ir + 3 * inStep];
                    float x3i = xi[ii + 3 * inStep];
                    float x4r = xr[ir + 4 * inStep];
                    float x4i = xi[ii + 4 * inStep];
                    float tr = x1r + x4r;
                    float ti = x1i + x4i;
                    float er = x1r - x4r;
                    float ei = x1i - x4i;
                    float ur = x2r + x3r;
                    float ui = x2i + x3i;
                    float fr = x2r - x3r;
                    float fi = x2i - x3i;
                    float sr = tr + ur;
                    float si = ti + ui;
                    float y0r = x0r + sr;
                    float y0i = x0i + si;
                    float ar = tr * C1 + x0r;
                    float ai = ti * C1 + x0i;
                    float mr = ur * C2 + ar;
                    float mi = ui * C2 + ai;
                    float br = tr * C2 + x0r;
                    float bi = ti * C2 + x0i;
                    float nr = ur * C1 + br;
                    float ni = ui * C1 + bi;
                    float pr = er * S1 + fr * S2;
                    float pi = ei * S1 + fi * S2;
                    float qr = er * S2 - fr * S1;
                    float qi = ei * S2 - fi * S1;
                    float y1r = mr + pi;
                    float y1i = mi - pr;
                    float y4r = mr - pi;
                    float y4i = mi + pr;
                    float y2r = nr + qi;
                    float y2i = ni - qr;
                    float y3r = nr - qi;
                    float y3i = ni + qr;
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
            float scale,
            float[] xr,
            int in,
            float[] xi,
            int inI,
            int inPoint,
            float[] yr,
            int out,
            float[] yi,
            int outI,
            int outPoint) {
        int m = stage.groups();
        float[] w = stage.floats();
        boolean last = m == 1;
        int inStep = m * s * inPoint;
        int outStep = s * outPoint;
        int inShift = inI - in;
        int outShift = outI - out;
        float H = HALF_ROOT;
        for (int p = 0; p < m; p++) {
            int at = 14 * p;
            float w1r = w[at];
            float w1i = w[at + 1];
            float w2r = w[at + 2];
            float w2i = w[at + 3];
            float w3r = w[at + 4];
            float w3i = w[at + 5];
            float w4r = w[at + 6];
            float w4i = w[at + 7];
            float w5r = w[at + 8];
            float w5i = w[at + 9];
            float w6r = w[at + 10];
            float w6i = w[at + 11];
            float w7r = w[at + 12];
            float w7i = w[at + 13];
            for (int g = 0; g < s; g++) {
                int i0 = in + (p * s + g) * inPoint;
                int o0 = out + (p * 8 * s + g) * outPoint;
                for (int lane = 0; lane < run; lane++) {
                    int ir = i0 + lane;
                    int ii = ir + inShift;
                    int or = o0 + lane;
                    int oi = or + outShift;
                    float x0r = xr[ir];
                    float x0i = xi[ii];
                    float x1r = xr[ir + inStep];
                    float x1i = xi[ii + inStep];
                    float x2r = xr[ir + 2 * inStep];
                    float x2i = xi[ii + 2 * inStep];
                    float x3r = xr[ir + 3 * inStep];
                    float x3i = xi[ii + 3 * inStep];
                    float x4r = xr[ir + 4 * inStep];
                    float x4i = xi[ii + 4 * inStep];
                    float x5r = xr[ir + 5 * inStep];
                    float x5i = xi[ii + 5 * inStep];
                    float x6r = xr[ir + 6 * inStep];
                    float x6i = xi[ii + 6 * inStep];
                    float x7r = xr[ir + 7 * inStep];
                    float x7i = xi[ii + 7 * inStep];
                    float ar = x0r + x4r;
                    float ai = x0i + x4i;
                    float br = x0r - x4r;
                    float bi = x0i - x4i;
                    float cr = x2r + x6r;
                    float ci = x2i + x6i;
                    float dr = x2r - x6r;
                    float di = x2i - x6i;
                    float er = x1r + x5r;
                    float ei = x1i + x5i;
                    float fr = x1r - x5r;
                    float fi = x1i - x5i;
                    float gr = x3r + x7r;
                    float gi = x3i + x7i;
                    float hr = x3r - x7r;
                    float hi = x3i - x7i;
                    float kr = ar + cr;
                    float ki = ai + ci;
                    float lr = ar - cr;
                    float li = ai - ci;
                    float mr = er + gr;
                    float mi = ei + gi;
                    float nr = er - gr;
                    float ni = ei - gi;
                    float y0r = kr + mr;
                    float y0i = ki + mi;
                    float y4r = kr - mr;
                    float y4i = ki - mi;
                    float y2r = lr + ni;
                    float y2i = li - nr;
                    float y6r = lr - ni;
                    float y6i = li + nr;
                    float jr = br + di;
                    float ji = bi - dr;
                    float pr = br - di;
                    float pi = bi + dr;
                    float qr = fr + hi;
                    float qi = fi - hr;
                    float sr = fr - hi;
                    float si = fi + hr;
                    float ur = qr + qi;
                    float ui = qi - qr;
                    float vr = ur * H;
                    float vi = ui * H;
                    float zr = si - sr;
                    float zi = sr + si;
                    float tr = zr * H;
                    float ti = zi * H;
                    float y1r = jr + vr;
                    float y1i = ji + vi;
                    float y5r = jr - vr;
                    float y5i = ji - vi;
                    float y3r = pr + tr;
                    float y3i = pi - ti;
                    float y7r = pr - tr;
                    float y7i = pi + ti;
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
            float scale,
            float[] xr,
            int in,
            float[] xi,
            int inI,
            int inPoint,
            float[] yr,
            int out,
            float[] yi,
            int outI,
            int outPoint) {
        int m = stage.groups();
        int r = stage.radix();
        int half = (r - 1) / 2;
        float[] w = stage.floats();
        float[] cos = stage.floatCosines();
        float[] sin = stage.floatSines();
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
                    float x0r = xr[i];
                    float x0i = xi[i + inShift];
                    float sumR = x0r;
                    float sumI = x0i;
                    for (int j = 1; j < r; j++) {
                        sumR += xr[i + j * inStep];
                        sumI += xi[i + inShift + j * inStep];
                    }
                    float unit = last ? scale : 1;
                    yr[o] = sumR * unit;
                    yi[o + outShift] = sumI * unit;
                    for (int k = 1; k <= half; k++) {
                        float evenR = x0r;
                        float evenI = x0i;
                        float oddR = 0;
                        float oddI = 0;
                        for (int j = 1; j <= half; j++) {
                            int angle = j * k % r;
                            float ar = xr[i + j * inStep];
                            float br = xr[i + (r - j) * inStep];
                            float ai = xi[i + inShift + j * inStep];
                            float bi = xi[i + inShift + (r - j) * inStep];
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
            float[] w,
            boolean last,
            float scale,
            int p,
            int k,
            float re,
            float im,
            float[] yr,
            float[] yi,
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
            float[] wr,
            float[] wi,
            int w,
            int wStep,
            float[] xr,
            int in,
            float[] xi,
            int inI,
            int inStride,
            float[] yr,
            int out,
            float[] yi,
            int outI,
            int outStride) {
        for (int p = 0; p < points; p++) {
            float cr = wr[w + p * wStep];
            float ci = wi[w + p * wStep];
            for (int lane = 0; lane < lanes; lane++) {
                float ar = xr[in + p * inStride + lane];
                float ai = xi[inI + p * inStride + lane];
                yr[out + p * outStride + lane] = ar * cr - ai * ci;
                yi[outI + p * outStride + lane] = ar * ci + ai * cr;
            }
        }
    }

    @Override
    public void unpack(
            int m,
            int lanes,
            float[] wr,
            float[] wi,
            float[] z,
            int in,
            int imaginary,
            int inStride,
            float[] yr,
            int out,
            float[] yi,
            int outI,
            int outStride) {
        for (int k = 0; k <= m / 2; k++) {
            int a = in + k * inStride;
            int b = in + (k == 0 ? 0 : m - k) * inStride;
            int to = out + k * outStride;
            int mirror = out + (m - k) * outStride;
            int shift = outI - out;
            float cr = wr[k];
            float ci = wi[k];
            for (int lane = 0; lane < lanes; lane++) {
                float ar = z[a + lane];
                float ai = z[a + imaginary + lane];
                float br = z[b + lane];
                float bi = z[b + imaginary + lane];
                float er = (ar + br) * (float) 0.5;
                float ei = (ai - bi) * (float) 0.5;
                float dr = (ai + bi) * (float) 0.5;
                float di = (br - ar) * (float) 0.5;
                float tr = dr * cr - di * ci;
                float ti = dr * ci + di * cr;
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
            float[] wr,
            float[] wi,
            float[] xr,
            int in,
            float[] xi,
            int inI,
            int inStride,
            float[] z,
            int out,
            int imaginary,
            int outStride) {
        for (int k = 0; k <= m / 2; k++) {
            int a = in + k * inStride;
            int b = in + (m - k) * inStride;
            int to = out + k * outStride;
            int mirror = out + (k == 0 ? 0 : m - k) * outStride;
            int shift = inI - in;
            float present = k == 0 ? 0 : 1;
            float cr = wr[k];
            float ci = wi[k];
            for (int lane = 0; lane < lanes; lane++) {
                float ar = xr[a + lane];
                float ai = xi[a + shift + lane] * present;
                float br = xr[b + lane];
                float bi = xi[b + shift + lane] * present;
                float er = ar + br;
                float ei = ai - bi;
                float dr = ar - br;
                float di = ai + bi;
                float tr = dr * cr + di * ci;
                float ti = di * cr - dr * ci;
                z[mirror + lane] = er + ti;
                z[mirror + imaginary + lane] = tr - ei;
                z[to + lane] = er - ti;
                z[to + imaginary + lane] = ei + tr;
            }
        }
    }

    @Override
    public void multiplyEach(int count, float[] wr, float[] wi, int w, float[] xr, int in, float[] xi, int inI) {
        int from = 0;
        for (int i = from; i < count; i++) {
            float ar = xr[in + i];
            float ai = xi[inI + i];
            xr[in + i] = ar * wr[w + i] - ai * wi[w + i];
            xi[inI + i] = ar * wi[w + i] + ai * wr[w + i];
        }
    }
}
