package dev.lemma.compiler.internal.fourier;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** {@link DoubleStages} in the Vector API. Loaded only if {@link Vectors} says so. */
final class VectorDoubleStages implements DoubleStages {

    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
    private static final int WIDTH = SPECIES.length();
    private static final double COS_3 = -0.5;
    private static final double SIN_3 = Math.sqrt(0.75);
    private static final double COS_5_1 = 0.30901699437494742410;
    private static final double COS_5_2 = -0.80901699437494742410;
    private static final double SIN_5_1 = 0.95105651629515357212;
    private static final double SIN_5_2 = 0.58778525229247312917;
    private static final double HALF_ROOT = Math.sqrt(0.5);

    @Override
    public int width() {
        return WIDTH;
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
            DoubleVector w1r = DoubleVector.broadcast(SPECIES, w[at]);
            DoubleVector w1i = DoubleVector.broadcast(SPECIES, w[at + 1]);
            for (int g = 0; g < s; g++) {
                int i0 = in + (p * s + g) * inPoint;
                int o0 = out + (p * 2 * s + g) * outPoint;
                for (int q = 0; q < run; q += WIDTH) {
                    // The last vector of a run that is no multiple overlaps the one before.
                    int lane = Math.min(q, run - WIDTH);
                    int ir = i0 + lane;
                    int ii = ir + inShift;
                    int or = o0 + lane;
                    int oi = or + outShift;
                    DoubleVector x0r = DoubleVector.fromArray(SPECIES, xr, ir);
                    DoubleVector x0i = DoubleVector.fromArray(SPECIES, xi, ii);
                    DoubleVector x1r = DoubleVector.fromArray(SPECIES, xr, ir + inStep);
                    DoubleVector x1i = DoubleVector.fromArray(SPECIES, xi, ii + inStep);
                    DoubleVector y0r = x0r.add(x1r);
                    DoubleVector y0i = x0i.add(x1i);
                    DoubleVector y1r = x0r.sub(x1r);
                    DoubleVector y1i = x0i.sub(x1i);
                    if (last) {
                        y0r.mul(scale).intoArray(yr, or);
                        y0i.mul(scale).intoArray(yi, oi);
                        y1r.mul(scale).intoArray(yr, or + outStep);
                        y1i.mul(scale).intoArray(yi, oi + outStep);
                    } else {
                        y0r.intoArray(yr, or);
                        y0i.intoArray(yi, oi);
                        y1r.mul(w1r).sub(y1i.mul(w1i)).intoArray(yr, or + outStep);
                        y1r.fma(w1i, y1i.mul(w1r)).intoArray(yi, oi + outStep);
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
        DoubleVector C1 = DoubleVector.broadcast(SPECIES, COS_3);
        DoubleVector S1 = DoubleVector.broadcast(SPECIES, SIN_3);
        for (int p = 0; p < m; p++) {
            int at = 4 * p;
            DoubleVector w1r = DoubleVector.broadcast(SPECIES, w[at]);
            DoubleVector w1i = DoubleVector.broadcast(SPECIES, w[at + 1]);
            DoubleVector w2r = DoubleVector.broadcast(SPECIES, w[at + 2]);
            DoubleVector w2i = DoubleVector.broadcast(SPECIES, w[at + 3]);
            for (int g = 0; g < s; g++) {
                int i0 = in + (p * s + g) * inPoint;
                int o0 = out + (p * 3 * s + g) * outPoint;
                for (int q = 0; q < run; q += WIDTH) {
                    // The last vector of a run that is no multiple overlaps the one before.
                    int lane = Math.min(q, run - WIDTH);
                    int ir = i0 + lane;
                    int ii = ir + inShift;
                    int or = o0 + lane;
                    int oi = or + outShift;
                    DoubleVector x0r = DoubleVector.fromArray(SPECIES, xr, ir);
                    DoubleVector x0i = DoubleVector.fromArray(SPECIES, xi, ii);
                    DoubleVector x1r = DoubleVector.fromArray(SPECIES, xr, ir + inStep);
                    DoubleVector x1i = DoubleVector.fromArray(SPECIES, xi, ii + inStep);
                    DoubleVector x2r = DoubleVector.fromArray(SPECIES, xr, ir + 2 * inStep);
                    DoubleVector x2i = DoubleVector.fromArray(SPECIES, xi, ii + 2 * inStep);
                    DoubleVector tr = x1r.add(x2r);
                    DoubleVector ti = x1i.add(x2i);
                    DoubleVector er = x1r.sub(x2r);
                    DoubleVector ei = x1i.sub(x2i);
                    DoubleVector y0r = x0r.add(tr);
                    DoubleVector y0i = x0i.add(ti);
                    DoubleVector mr = tr.fma(C1, x0r);
                    DoubleVector mi = ti.fma(C1, x0i);
                    DoubleVector nr = er.mul(S1);
                    DoubleVector ni = ei.mul(S1);
                    DoubleVector y1r = mr.add(ni);
                    DoubleVector y1i = mi.sub(nr);
                    DoubleVector y2r = mr.sub(ni);
                    DoubleVector y2i = mi.add(nr);
                    if (last) {
                        y0r.mul(scale).intoArray(yr, or);
                        y0i.mul(scale).intoArray(yi, oi);
                        y1r.mul(scale).intoArray(yr, or + outStep);
                        y1i.mul(scale).intoArray(yi, oi + outStep);
                        y2r.mul(scale).intoArray(yr, or + 2 * outStep);
                        y2i.mul(scale).intoArray(yi, oi + 2 * outStep);
                    } else {
                        y0r.intoArray(yr, or);
                        y0i.intoArray(yi, oi);
                        y1r.mul(w1r).sub(y1i.mul(w1i)).intoArray(yr, or + outStep);
                        y1r.fma(w1i, y1i.mul(w1r)).intoArray(yi, oi + outStep);
                        y2r.mul(w2r).sub(y2i.mul(w2i)).intoArray(yr, or + 2 * outStep);
                        y2r.fma(w2i, y2i.mul(w2r)).intoArray(yi, oi + 2 * outStep);
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
            DoubleVector w1r = DoubleVector.broadcast(SPECIES, w[at]);
            DoubleVector w1i = DoubleVector.broadcast(SPECIES, w[at + 1]);
            DoubleVector w2r = DoubleVector.broadcast(SPECIES, w[at + 2]);
            DoubleVector w2i = DoubleVector.broadcast(SPECIES, w[at + 3]);
            DoubleVector w3r = DoubleVector.broadcast(SPECIES, w[at + 4]);
            DoubleVector w3i = DoubleVector.broadcast(SPECIES, w[at + 5]);
            for (int g = 0; g < s; g++) {
                int i0 = in + (p * s + g) * inPoint;
                int o0 = out + (p * 4 * s + g) * outPoint;
                for (int q = 0; q < run; q += WIDTH) {
                    // The last vector of a run that is no multiple overlaps the one before.
                    int lane = Math.min(q, run - WIDTH);
                    int ir = i0 + lane;
                    int ii = ir + inShift;
                    int or = o0 + lane;
                    int oi = or + outShift;
                    DoubleVector x0r = DoubleVector.fromArray(SPECIES, xr, ir);
                    DoubleVector x0i = DoubleVector.fromArray(SPECIES, xi, ii);
                    DoubleVector x1r = DoubleVector.fromArray(SPECIES, xr, ir + inStep);
                    DoubleVector x1i = DoubleVector.fromArray(SPECIES, xi, ii + inStep);
                    DoubleVector x2r = DoubleVector.fromArray(SPECIES, xr, ir + 2 * inStep);
                    DoubleVector x2i = DoubleVector.fromArray(SPECIES, xi, ii + 2 * inStep);
                    DoubleVector x3r = DoubleVector.fromArray(SPECIES, xr, ir + 3 * inStep);
                    DoubleVector x3i = DoubleVector.fromArray(SPECIES, xi, ii + 3 * inStep);
                    DoubleVector ar = x0r.add(x2r);
                    DoubleVector ai = x0i.add(x2i);
                    DoubleVector br = x0r.sub(x2r);
                    DoubleVector bi = x0i.sub(x2i);
                    DoubleVector cr = x1r.add(x3r);
                    DoubleVector ci = x1i.add(x3i);
                    DoubleVector dr = x1r.sub(x3r);
                    DoubleVector di = x1i.sub(x3i);
                    DoubleVector y0r = ar.add(cr);
                    DoubleVector y0i = ai.add(ci);
                    DoubleVector y1r = br.add(di);
                    DoubleVector y1i = bi.sub(dr);
                    DoubleVector y2r = ar.sub(cr);
                    DoubleVector y2i = ai.sub(ci);
                    DoubleVector y3r = br.sub(di);
                    DoubleVector y3i = bi.add(dr);
                    if (last) {
                        y0r.mul(scale).intoArray(yr, or);
                        y0i.mul(scale).intoArray(yi, oi);
                        y1r.mul(scale).intoArray(yr, or + outStep);
                        y1i.mul(scale).intoArray(yi, oi + outStep);
                        y2r.mul(scale).intoArray(yr, or + 2 * outStep);
                        y2i.mul(scale).intoArray(yi, oi + 2 * outStep);
                        y3r.mul(scale).intoArray(yr, or + 3 * outStep);
                        y3i.mul(scale).intoArray(yi, oi + 3 * outStep);
                    } else {
                        y0r.intoArray(yr, or);
                        y0i.intoArray(yi, oi);
                        y1r.mul(w1r).sub(y1i.mul(w1i)).intoArray(yr, or + outStep);
                        y1r.fma(w1i, y1i.mul(w1r)).intoArray(yi, oi + outStep);
                        y2r.mul(w2r).sub(y2i.mul(w2i)).intoArray(yr, or + 2 * outStep);
                        y2r.fma(w2i, y2i.mul(w2r)).intoArray(yi, oi + 2 * outStep);
                        y3r.mul(w3r).sub(y3i.mul(w3i)).intoArray(yr, or + 3 * outStep);
                        y3r.fma(w3i, y3i.mul(w3r)).intoArray(yi, oi + 3 * outStep);
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
        DoubleVector C1 = DoubleVector.broadcast(SPECIES, COS_5_1);
        DoubleVector C2 = DoubleVector.broadcast(SPECIES, COS_5_2);
        DoubleVector S1 = DoubleVector.broadcast(SPECIES, SIN_5_1);
        DoubleVector S2 = DoubleVector.broadcast(SPECIES, SIN_5_2);
        for (int p = 0; p < m; p++) {
            int at = 8 * p;
            DoubleVector w1r = DoubleVector.broadcast(SPECIES, w[at]);
            DoubleVector w1i = DoubleVector.broadcast(SPECIES, w[at + 1]);
            DoubleVector w2r = DoubleVector.broadcast(SPECIES, w[at + 2]);
            DoubleVector w2i = DoubleVector.broadcast(SPECIES, w[at + 3]);
            DoubleVector w3r = DoubleVector.broadcast(SPECIES, w[at + 4]);
            DoubleVector w3i = DoubleVector.broadcast(SPECIES, w[at + 5]);
            DoubleVector w4r = DoubleVector.broadcast(SPECIES, w[at + 6]);
            DoubleVector w4i = DoubleVector.broadcast(SPECIES, w[at + 7]);
            for (int g = 0; g < s; g++) {
                int i0 = in + (p * s + g) * inPoint;
                int o0 = out + (p * 5 * s + g) * outPoint;
                for (int q = 0; q < run; q += WIDTH) {
                    // The last vector of a run that is no multiple overlaps the one before.
                    int lane = Math.min(q, run - WIDTH);
                    int ir = i0 + lane;
                    int ii = ir + inShift;
                    int or = o0 + lane;
                    int oi = or + outShift;
                    DoubleVector x0r = DoubleVector.fromArray(SPECIES, xr, ir);
                    DoubleVector x0i = DoubleVector.fromArray(SPECIES, xi, ii);
                    DoubleVector x1r = DoubleVector.fromArray(SPECIES, xr, ir + inStep);
                    DoubleVector x1i = DoubleVector.fromArray(SPECIES, xi, ii + inStep);
                    DoubleVector x2r = DoubleVector.fromArray(SPECIES, xr, ir + 2 * inStep);
                    DoubleVector x2i = DoubleVector.fromArray(SPECIES, xi, ii + 2 * inStep);
                    DoubleVector x3r = DoubleVector.fromArray(SPECIES, xr, ir + 3 * inStep);
                    DoubleVector x3i = DoubleVector.fromArray(SPECIES, xi, ii + 3 * inStep);
                    DoubleVector x4r = DoubleVector.fromArray(SPECIES, xr, ir + 4 * inStep);
                    DoubleVector x4i = DoubleVector.fromArray(SPECIES, xi, ii + 4 * inStep);
                    DoubleVector tr = x1r.add(x4r);
                    DoubleVector ti = x1i.add(x4i);
                    DoubleVector er = x1r.sub(x4r);
                    DoubleVector ei = x1i.sub(x4i);
                    DoubleVector ur = x2r.add(x3r);
                    DoubleVector ui = x2i.add(x3i);
                    DoubleVector fr = x2r.sub(x3r);
                    DoubleVector fi = x2i.sub(x3i);
                    DoubleVector sr = tr.add(ur);
                    DoubleVector si = ti.add(ui);
                    DoubleVector y0r = x0r.add(sr);
                    DoubleVector y0i = x0i.add(si);
                    DoubleVector ar = tr.fma(C1, x0r);
                    DoubleVector ai = ti.fma(C1, x0i);
                    DoubleVector mr = ur.fma(C2, ar);
                    DoubleVector mi = ui.fma(C2, ai);
                    DoubleVector br = tr.fma(C2, x0r);
                    DoubleVector bi = ti.fma(C2, x0i);
                    DoubleVector nr = ur.fma(C1, br);
                    DoubleVector ni = ui.fma(C1, bi);
                    DoubleVector pr = er.fma(S1, fr.mul(S2));
                    DoubleVector pi = ei.fma(S1, fi.mul(S2));
                    DoubleVector qr = er.mul(S2).sub(fr.mul(S1));
                    DoubleVector qi = ei.mul(S2).sub(fi.mul(S1));
                    DoubleVector y1r = mr.add(pi);
                    DoubleVector y1i = mi.sub(pr);
                    DoubleVector y4r = mr.sub(pi);
                    DoubleVector y4i = mi.add(pr);
                    DoubleVector y2r = nr.add(qi);
                    DoubleVector y2i = ni.sub(qr);
                    DoubleVector y3r = nr.sub(qi);
                    DoubleVector y3i = ni.add(qr);
                    if (last) {
                        y0r.mul(scale).intoArray(yr, or);
                        y0i.mul(scale).intoArray(yi, oi);
                        y1r.mul(scale).intoArray(yr, or + outStep);
                        y1i.mul(scale).intoArray(yi, oi + outStep);
                        y2r.mul(scale).intoArray(yr, or + 2 * outStep);
                        y2i.mul(scale).intoArray(yi, oi + 2 * outStep);
                        y3r.mul(scale).intoArray(yr, or + 3 * outStep);
                        y3i.mul(scale).intoArray(yi, oi + 3 * outStep);
                        y4r.mul(scale).intoArray(yr, or + 4 * outStep);
                        y4i.mul(scale).intoArray(yi, oi + 4 * outStep);
                    } else {
                        y0r.intoArray(yr, or);
                        y0i.intoArray(yi, oi);
                        y1r.mul(w1r).sub(y1i.mul(w1i)).intoArray(yr, or + outStep);
                        y1r.fma(w1i, y1i.mul(w1r)).intoArray(yi, oi + outStep);
                        y2r.mul(w2r).sub(y2i.mul(w2i)).intoArray(yr, or + 2 * outStep);
                        y2r.fma(w2i, y2i.mul(w2r)).intoArray(yi, oi + 2 * outStep);
                        y3r.mul(w3r).sub(y3i.mul(w3i)).intoArray(yr, or + 3 * outStep);
                        y3r.fma(w3i, y3i.mul(w3r)).intoArray(yi, oi + 3 * outStep);
                        y4r.mul(w4r).sub(y4i.mul(w4i)).intoArray(yr, or + 4 * outStep);
                        y4r.fma(w4i, y4i.mul(w4r)).intoArray(yi, oi + 4 * outStep);
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
        DoubleVector H = DoubleVector.broadcast(SPECIES, HALF_ROOT);
        for (int p = 0; p < m; p++) {
            int at = 14 * p;
            DoubleVector w1r = DoubleVector.broadcast(SPECIES, w[at]);
            DoubleVector w1i = DoubleVector.broadcast(SPECIES, w[at + 1]);
            DoubleVector w2r = DoubleVector.broadcast(SPECIES, w[at + 2]);
            DoubleVector w2i = DoubleVector.broadcast(SPECIES, w[at + 3]);
            DoubleVector w3r = DoubleVector.broadcast(SPECIES, w[at + 4]);
            DoubleVector w3i = DoubleVector.broadcast(SPECIES, w[at + 5]);
            DoubleVector w4r = DoubleVector.broadcast(SPECIES, w[at + 6]);
            DoubleVector w4i = DoubleVector.broadcast(SPECIES, w[at + 7]);
            DoubleVector w5r = DoubleVector.broadcast(SPECIES, w[at + 8]);
            DoubleVector w5i = DoubleVector.broadcast(SPECIES, w[at + 9]);
            DoubleVector w6r = DoubleVector.broadcast(SPECIES, w[at + 10]);
            DoubleVector w6i = DoubleVector.broadcast(SPECIES, w[at + 11]);
            DoubleVector w7r = DoubleVector.broadcast(SPECIES, w[at + 12]);
            DoubleVector w7i = DoubleVector.broadcast(SPECIES, w[at + 13]);
            for (int g = 0; g < s; g++) {
                int i0 = in + (p * s + g) * inPoint;
                int o0 = out + (p * 8 * s + g) * outPoint;
                for (int q = 0; q < run; q += WIDTH) {
                    // The last vector of a run that is no multiple overlaps the one before.
                    int lane = Math.min(q, run - WIDTH);
                    int ir = i0 + lane;
                    int ii = ir + inShift;
                    int or = o0 + lane;
                    int oi = or + outShift;
                    DoubleVector x0r = DoubleVector.fromArray(SPECIES, xr, ir);
                    DoubleVector x0i = DoubleVector.fromArray(SPECIES, xi, ii);
                    DoubleVector x1r = DoubleVector.fromArray(SPECIES, xr, ir + inStep);
                    DoubleVector x1i = DoubleVector.fromArray(SPECIES, xi, ii + inStep);
                    DoubleVector x2r = DoubleVector.fromArray(SPECIES, xr, ir + 2 * inStep);
                    DoubleVector x2i = DoubleVector.fromArray(SPECIES, xi, ii + 2 * inStep);
                    DoubleVector x3r = DoubleVector.fromArray(SPECIES, xr, ir + 3 * inStep);
                    DoubleVector x3i = DoubleVector.fromArray(SPECIES, xi, ii + 3 * inStep);
                    DoubleVector x4r = DoubleVector.fromArray(SPECIES, xr, ir + 4 * inStep);
                    DoubleVector x4i = DoubleVector.fromArray(SPECIES, xi, ii + 4 * inStep);
                    DoubleVector x5r = DoubleVector.fromArray(SPECIES, xr, ir + 5 * inStep);
                    DoubleVector x5i = DoubleVector.fromArray(SPECIES, xi, ii + 5 * inStep);
                    DoubleVector x6r = DoubleVector.fromArray(SPECIES, xr, ir + 6 * inStep);
                    DoubleVector x6i = DoubleVector.fromArray(SPECIES, xi, ii + 6 * inStep);
                    DoubleVector x7r = DoubleVector.fromArray(SPECIES, xr, ir + 7 * inStep);
                    DoubleVector x7i = DoubleVector.fromArray(SPECIES, xi, ii + 7 * inStep);
                    DoubleVector ar = x0r.add(x4r);
                    DoubleVector ai = x0i.add(x4i);
                    DoubleVector br = x0r.sub(x4r);
                    DoubleVector bi = x0i.sub(x4i);
                    DoubleVector cr = x2r.add(x6r);
                    DoubleVector ci = x2i.add(x6i);
                    DoubleVector dr = x2r.sub(x6r);
                    DoubleVector di = x2i.sub(x6i);
                    DoubleVector er = x1r.add(x5r);
                    DoubleVector ei = x1i.add(x5i);
                    DoubleVector fr = x1r.sub(x5r);
                    DoubleVector fi = x1i.sub(x5i);
                    DoubleVector gr = x3r.add(x7r);
                    DoubleVector gi = x3i.add(x7i);
                    DoubleVector hr = x3r.sub(x7r);
                    DoubleVector hi = x3i.sub(x7i);
                    DoubleVector kr = ar.add(cr);
                    DoubleVector ki = ai.add(ci);
                    DoubleVector lr = ar.sub(cr);
                    DoubleVector li = ai.sub(ci);
                    DoubleVector mr = er.add(gr);
                    DoubleVector mi = ei.add(gi);
                    DoubleVector nr = er.sub(gr);
                    DoubleVector ni = ei.sub(gi);
                    DoubleVector y0r = kr.add(mr);
                    DoubleVector y0i = ki.add(mi);
                    DoubleVector y4r = kr.sub(mr);
                    DoubleVector y4i = ki.sub(mi);
                    DoubleVector y2r = lr.add(ni);
                    DoubleVector y2i = li.sub(nr);
                    DoubleVector y6r = lr.sub(ni);
                    DoubleVector y6i = li.add(nr);
                    DoubleVector jr = br.add(di);
                    DoubleVector ji = bi.sub(dr);
                    DoubleVector pr = br.sub(di);
                    DoubleVector pi = bi.add(dr);
                    DoubleVector qr = fr.add(hi);
                    DoubleVector qi = fi.sub(hr);
                    DoubleVector sr = fr.sub(hi);
                    DoubleVector si = fi.add(hr);
                    DoubleVector ur = qr.add(qi);
                    DoubleVector ui = qi.sub(qr);
                    DoubleVector vr = ur.mul(H);
                    DoubleVector vi = ui.mul(H);
                    DoubleVector zr = si.sub(sr);
                    DoubleVector zi = sr.add(si);
                    DoubleVector tr = zr.mul(H);
                    DoubleVector ti = zi.mul(H);
                    DoubleVector y1r = jr.add(vr);
                    DoubleVector y1i = ji.add(vi);
                    DoubleVector y5r = jr.sub(vr);
                    DoubleVector y5i = ji.sub(vi);
                    DoubleVector y3r = pr.add(tr);
                    DoubleVector y3i = pi.sub(ti);
                    DoubleVector y7r = pr.sub(tr);
                    DoubleVector y7i = pi.add(ti);
                    if (last) {
                        y0r.mul(scale).intoArray(yr, or);
                        y0i.mul(scale).intoArray(yi, oi);
                        y1r.mul(scale).intoArray(yr, or + outStep);
                        y1i.mul(scale).intoArray(yi, oi + outStep);
                        y2r.mul(scale).intoArray(yr, or + 2 * outStep);
                        y2i.mul(scale).intoArray(yi, oi + 2 * outStep);
                        y3r.mul(scale).intoArray(yr, or + 3 * outStep);
                        y3i.mul(scale).intoArray(yi, oi + 3 * outStep);
                        y4r.mul(scale).intoArray(yr, or + 4 * outStep);
                        y4i.mul(scale).intoArray(yi, oi + 4 * outStep);
                        y5r.mul(scale).intoArray(yr, or + 5 * outStep);
                        y5i.mul(scale).intoArray(yi, oi + 5 * outStep);
                        y6r.mul(scale).intoArray(yr, or + 6 * outStep);
                        y6i.mul(scale).intoArray(yi, oi + 6 * outStep);
                        y7r.mul(scale).intoArray(yr, or + 7 * outStep);
                        y7i.mul(scale).intoArray(yi, oi + 7 * outStep);
                    } else {
                        y0r.intoArray(yr, or);
                        y0i.intoArray(yi, oi);
                        y1r.mul(w1r).sub(y1i.mul(w1i)).intoArray(yr, or + outStep);
                        y1r.fma(w1i, y1i.mul(w1r)).intoArray(yi, oi + outStep);
                        y2r.mul(w2r).sub(y2i.mul(w2i)).intoArray(yr, or + 2 * outStep);
                        y2r.fma(w2i, y2i.mul(w2r)).intoArray(yi, oi + 2 * outStep);
                        y3r.mul(w3r).sub(y3i.mul(w3i)).intoArray(yr, or + 3 * outStep);
                        y3r.fma(w3i, y3i.mul(w3r)).intoArray(yi, oi + 3 * outStep);
                        y4r.mul(w4r).sub(y4i.mul(w4i)).intoArray(yr, or + 4 * outStep);
                        y4r.fma(w4i, y4i.mul(w4r)).intoArray(yi, oi + 4 * outStep);
                        y5r.mul(w5r).sub(y5i.mul(w5i)).intoArray(yr, or + 5 * outStep);
                        y5r.fma(w5i, y5i.mul(w5r)).intoArray(yi, oi + 5 * outStep);
                        y6r.mul(w6r).sub(y6i.mul(w6i)).intoArray(yr, or + 6 * outStep);
                        y6r.fma(w6i, y6i.mul(w6r)).intoArray(yi, oi + 6 * outStep);
                        y7r.mul(w7r).sub(y7i.mul(w7i)).intoArray(yr, or + 7 * outStep);
                        y7r.fma(w7i, y7i.mul(w7r)).intoArray(yi, oi + 7 * outStep);
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
                for (int q = 0; q < run; q += WIDTH) {
                    int i = i0 + Math.min(q, run - WIDTH);
                    int o = o0 + Math.min(q, run - WIDTH);
                    DoubleVector x0r = DoubleVector.fromArray(SPECIES, xr, i);
                    DoubleVector x0i = DoubleVector.fromArray(SPECIES, xi, i + inShift);
                    DoubleVector sumR = x0r;
                    DoubleVector sumI = x0i;
                    for (int j = 1; j < r; j++) {
                        sumR = sumR.add(DoubleVector.fromArray(SPECIES, xr, i + j * inStep));
                        sumI = sumI.add(DoubleVector.fromArray(SPECIES, xi, i + inShift + j * inStep));
                    }
                    double unit = last ? scale : 1;
                    sumR.mul(unit).intoArray(yr, o);
                    sumI.mul(unit).intoArray(yi, o + outShift);
                    for (int k = 1; k <= half; k++) {
                        DoubleVector evenR = x0r;
                        DoubleVector evenI = x0i;
                        DoubleVector oddR = DoubleVector.zero(SPECIES);
                        DoubleVector oddI = DoubleVector.zero(SPECIES);
                        for (int j = 1; j <= half; j++) {
                            int angle = j * k % r;
                            DoubleVector ar = DoubleVector.fromArray(SPECIES, xr, i + j * inStep);
                            DoubleVector br = DoubleVector.fromArray(SPECIES, xr, i + (r - j) * inStep);
                            DoubleVector ai = DoubleVector.fromArray(SPECIES, xi, i + inShift + j * inStep);
                            DoubleVector bi = DoubleVector.fromArray(SPECIES, xi, i + inShift + (r - j) * inStep);
                            evenR = ar.add(br).fma(DoubleVector.broadcast(SPECIES, cos[angle]), evenR);
                            oddR = ar.sub(br).fma(DoubleVector.broadcast(SPECIES, sin[angle]), oddR);
                            evenI = ai.add(bi).fma(DoubleVector.broadcast(SPECIES, cos[angle]), evenI);
                            oddI = ai.sub(bi).fma(DoubleVector.broadcast(SPECIES, sin[angle]), oddI);
                        }
                        put(
                                stage,
                                w,
                                last,
                                scale,
                                p,
                                k,
                                evenR.add(oddI),
                                evenI.sub(oddR),
                                yr,
                                yi,
                                outShift,
                                o + k * outStep);
                        put(
                                stage,
                                w,
                                last,
                                scale,
                                p,
                                r - k,
                                evenR.sub(oddI),
                                evenI.add(oddR),
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
            DoubleVector re,
            DoubleVector im,
            double[] yr,
            double[] yi,
            int outShift,
            int at) {
        if (last) {
            re.mul(scale).intoArray(yr, at);
            im.mul(scale).intoArray(yi, at + outShift);
        } else {
            int twiddle = 2 * ((stage.radix() - 1) * p + k - 1);
            re.mul(w[twiddle]).sub(im.mul(w[twiddle + 1])).intoArray(yr, at);
            re.mul(w[twiddle + 1]).add(im.mul(w[twiddle])).intoArray(yi, at + outShift);
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
            DoubleVector cr = DoubleVector.broadcast(SPECIES, wr[w + p * wStep]);
            DoubleVector ci = DoubleVector.broadcast(SPECIES, wi[w + p * wStep]);
            for (int q = 0; q < lanes; q += WIDTH) {
                int lane = Math.min(q, lanes - WIDTH);
                DoubleVector ar = DoubleVector.fromArray(SPECIES, xr, in + p * inStride + lane);
                DoubleVector ai = DoubleVector.fromArray(SPECIES, xi, inI + p * inStride + lane);
                ar.mul(cr).sub(ai.mul(ci)).intoArray(yr, out + p * outStride + lane);
                ar.fma(ci, ai.mul(cr)).intoArray(yi, outI + p * outStride + lane);
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
            DoubleVector cr = DoubleVector.broadcast(SPECIES, wr[k]);
            DoubleVector ci = DoubleVector.broadcast(SPECIES, wi[k]);
            for (int q = 0; q < lanes; q += WIDTH) {
                int lane = Math.min(q, lanes - WIDTH);
                DoubleVector ar = DoubleVector.fromArray(SPECIES, z, a + lane);
                DoubleVector ai = DoubleVector.fromArray(SPECIES, z, a + imaginary + lane);
                DoubleVector br = DoubleVector.fromArray(SPECIES, z, b + lane);
                DoubleVector bi = DoubleVector.fromArray(SPECIES, z, b + imaginary + lane);
                DoubleVector er = ar.add(br).mul((double) 0.5);
                DoubleVector ei = ai.sub(bi).mul((double) 0.5);
                DoubleVector dr = ai.add(bi).mul((double) 0.5);
                DoubleVector di = br.sub(ar).mul((double) 0.5);
                DoubleVector tr = dr.mul(cr).sub(di.mul(ci));
                DoubleVector ti = dr.fma(ci, di.mul(cr));
                er.add(tr).intoArray(yr, to + lane);
                ei.add(ti).intoArray(yi, to + shift + lane);
                er.sub(tr).intoArray(yr, mirror + lane);
                ti.sub(ei).intoArray(yi, mirror + shift + lane);
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
            DoubleVector cr = DoubleVector.broadcast(SPECIES, wr[k]);
            DoubleVector ci = DoubleVector.broadcast(SPECIES, wi[k]);
            for (int q = 0; q < lanes; q += WIDTH) {
                int lane = Math.min(q, lanes - WIDTH);
                DoubleVector ar = DoubleVector.fromArray(SPECIES, xr, a + lane);
                DoubleVector ai =
                        DoubleVector.fromArray(SPECIES, xi, a + shift + lane).mul(present);
                DoubleVector br = DoubleVector.fromArray(SPECIES, xr, b + lane);
                DoubleVector bi =
                        DoubleVector.fromArray(SPECIES, xi, b + shift + lane).mul(present);
                DoubleVector er = ar.add(br);
                DoubleVector ei = ai.sub(bi);
                DoubleVector dr = ar.sub(br);
                DoubleVector di = ai.add(bi);
                DoubleVector tr = dr.mul(cr).add(di.mul(ci));
                DoubleVector ti = di.mul(cr).sub(dr.mul(ci));
                er.add(ti).intoArray(z, mirror + lane);
                tr.sub(ei).intoArray(z, mirror + imaginary + lane);
                er.sub(ti).intoArray(z, to + lane);
                ei.add(tr).intoArray(z, to + imaginary + lane);
            }
        }
    }

    @Override
    public void multiplyEach(int count, double[] wr, double[] wi, int w, double[] xr, int in, double[] xi, int inI) {
        int from = 0;
        for (; from + WIDTH <= count; from += WIDTH) {
            DoubleVector cr = DoubleVector.fromArray(SPECIES, wr, w + from);
            DoubleVector ci = DoubleVector.fromArray(SPECIES, wi, w + from);
            DoubleVector ar = DoubleVector.fromArray(SPECIES, xr, in + from);
            DoubleVector ai = DoubleVector.fromArray(SPECIES, xi, inI + from);
            ar.mul(cr).sub(ai.mul(ci)).intoArray(xr, in + from);
            ar.fma(ci, ai.mul(cr)).intoArray(xi, inI + from);
        }
        for (int i = from; i < count; i++) {
            double ar = xr[in + i];
            double ai = xi[inI + i];
            xr[in + i] = ar * wr[w + i] - ai * wi[w + i];
            xi[inI + i] = ar * wi[w + i] + ai * wr[w + i];
        }
    }
}
