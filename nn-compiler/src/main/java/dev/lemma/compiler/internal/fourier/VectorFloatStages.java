package dev.lemma.compiler.internal.fourier;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** {@link FloatStages} in the Vector API. Loaded only if {@link Vectors} says so. */
final class VectorFloatStages implements FloatStages {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int WIDTH = SPECIES.length();
    private static final float COS_3 = (float) -0.5;
    private static final float SIN_3 = (float) Math.sqrt(0.75);
    private static final float COS_5_1 = (float) 0.30901699437494742410;
    private static final float COS_5_2 = (float) -0.80901699437494742410;
    private static final float SIN_5_1 = (float) 0.95105651629515357212;
    private static final float SIN_5_2 = (float) 0.58778525229247312917;
    private static final float HALF_ROOT = (float) Math.sqrt(0.5);

    @Override
    public int width() {
        return WIDTH;
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
            FloatVector w1r = FloatVector.broadcast(SPECIES, w[at]);
            FloatVector w1i = FloatVector.broadcast(SPECIES, w[at + 1]);
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
                    FloatVector x0r = FloatVector.fromArray(SPECIES, xr, ir);
                    FloatVector x0i = FloatVector.fromArray(SPECIES, xi, ii);
                    FloatVector x1r = FloatVector.fromArray(SPECIES, xr, ir + inStep);
                    FloatVector x1i = FloatVector.fromArray(SPECIES, xi, ii + inStep);
                    FloatVector y0r = x0r.add(x1r);
                    FloatVector y0i = x0i.add(x1i);
                    FloatVector y1r = x0r.sub(x1r);
                    FloatVector y1i = x0i.sub(x1i);
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
        FloatVector C1 = FloatVector.broadcast(SPECIES, COS_3);
        FloatVector S1 = FloatVector.broadcast(SPECIES, SIN_3);
        for (int p = 0; p < m; p++) {
            int at = 4 * p;
            FloatVector w1r = FloatVector.broadcast(SPECIES, w[at]);
            FloatVector w1i = FloatVector.broadcast(SPECIES, w[at + 1]);
            FloatVector w2r = FloatVector.broadcast(SPECIES, w[at + 2]);
            FloatVector w2i = FloatVector.broadcast(SPECIES, w[at + 3]);
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
                    FloatVector x0r = FloatVector.fromArray(SPECIES, xr, ir);
                    FloatVector x0i = FloatVector.fromArray(SPECIES, xi, ii);
                    FloatVector x1r = FloatVector.fromArray(SPECIES, xr, ir + inStep);
                    FloatVector x1i = FloatVector.fromArray(SPECIES, xi, ii + inStep);
                    FloatVector x2r = FloatVector.fromArray(SPECIES, xr, ir + 2 * inStep);
                    FloatVector x2i = FloatVector.fromArray(SPECIES, xi, ii + 2 * inStep);
                    FloatVector tr = x1r.add(x2r);
                    FloatVector ti = x1i.add(x2i);
                    FloatVector er = x1r.sub(x2r);
                    FloatVector ei = x1i.sub(x2i);
                    FloatVector y0r = x0r.add(tr);
                    FloatVector y0i = x0i.add(ti);
                    FloatVector mr = tr.fma(C1, x0r);
                    FloatVector mi = ti.fma(C1, x0i);
                    FloatVector nr = er.mul(S1);
                    FloatVector ni = ei.mul(S1);
                    FloatVector y1r = mr.add(ni);
                    FloatVector y1i = mi.sub(nr);
                    FloatVector y2r = mr.sub(ni);
                    FloatVector y2i = mi.add(nr);
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
            FloatVector w1r = FloatVector.broadcast(SPECIES, w[at]);
            FloatVector w1i = FloatVector.broadcast(SPECIES, w[at + 1]);
            FloatVector w2r = FloatVector.broadcast(SPECIES, w[at + 2]);
            FloatVector w2i = FloatVector.broadcast(SPECIES, w[at + 3]);
            FloatVector w3r = FloatVector.broadcast(SPECIES, w[at + 4]);
            FloatVector w3i = FloatVector.broadcast(SPECIES, w[at + 5]);
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
                    FloatVector x0r = FloatVector.fromArray(SPECIES, xr, ir);
                    FloatVector x0i = FloatVector.fromArray(SPECIES, xi, ii);
                    FloatVector x1r = FloatVector.fromArray(SPECIES, xr, ir + inStep);
                    FloatVector x1i = FloatVector.fromArray(SPECIES, xi, ii + inStep);
                    FloatVector x2r = FloatVector.fromArray(SPECIES, xr, ir + 2 * inStep);
                    FloatVector x2i = FloatVector.fromArray(SPECIES, xi, ii + 2 * inStep);
                    FloatVector x3r = FloatVector.fromArray(SPECIES, xr, ir + 3 * inStep);
                    FloatVector x3i = FloatVector.fromArray(SPECIES, xi, ii + 3 * inStep);
                    FloatVector ar = x0r.add(x2r);
                    FloatVector ai = x0i.add(x2i);
                    FloatVector br = x0r.sub(x2r);
                    FloatVector bi = x0i.sub(x2i);
                    FloatVector cr = x1r.add(x3r);
                    FloatVector ci = x1i.add(x3i);
                    FloatVector dr = x1r.sub(x3r);
                    FloatVector di = x1i.sub(x3i);
                    FloatVector y0r = ar.add(cr);
                    FloatVector y0i = ai.add(ci);
                    FloatVector y1r = br.add(di);
                    FloatVector y1i = bi.sub(dr);
                    FloatVector y2r = ar.sub(cr);
                    FloatVector y2i = ai.sub(ci);
                    FloatVector y3r = br.sub(di);
                    FloatVector y3i = bi.add(dr);
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
        FloatVector C1 = FloatVector.broadcast(SPECIES, COS_5_1);
        FloatVector C2 = FloatVector.broadcast(SPECIES, COS_5_2);
        FloatVector S1 = FloatVector.broadcast(SPECIES, SIN_5_1);
        FloatVector S2 = FloatVector.broadcast(SPECIES, SIN_5_2);
        for (int p = 0; p < m; p++) {
            int at = 8 * p;
            FloatVector w1r = FloatVector.broadcast(SPECIES, w[at]);
            FloatVector w1i = FloatVector.broadcast(SPECIES, w[at + 1]);
            FloatVector w2r = FloatVector.broadcast(SPECIES, w[at + 2]);
            FloatVector w2i = FloatVector.broadcast(SPECIES, w[at + 3]);
            FloatVector w3r = FloatVector.broadcast(SPECIES, w[at + 4]);
            FloatVector w3i = FloatVector.broadcast(SPECIES, w[at + 5]);
            FloatVector w4r = FloatVector.broadcast(SPECIES, w[at + 6]);
            FloatVector w4i = FloatVector.broadcast(SPECIES, w[at + 7]);
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
                    FloatVector x0r = FloatVector.fromArray(SPECIES, xr, ir);
                    FloatVector x0i = FloatVector.fromArray(SPECIES, xi, ii);
                    FloatVector x1r = FloatVector.fromArray(SPECIES, xr, ir + inStep);
                    FloatVector x1i = FloatVector.fromArray(SPECIES, xi, ii + inStep);
                    FloatVector x2r = FloatVector.fromArray(SPECIES, xr, ir + 2 * inStep);
                    FloatVector x2i = FloatVector.fromArray(SPECIES, xi, ii + 2 * inStep);
                    FloatVector x3r = FloatVector.fromArray(SPECIES, xr, ir + 3 * inStep);
                    FloatVector x3i = FloatVector.fromArray(SPECIES, xi, ii + 3 * inStep);
                    FloatVector x4r = FloatVector.fromArray(SPECIES, xr, ir + 4 * inStep);
                    FloatVector x4i = FloatVector.fromArray(SPECIES, xi, ii + 4 * inStep);
                    FloatVector tr = x1r.add(x4r);
                    FloatVector ti = x1i.add(x4i);
                    FloatVector er = x1r.sub(x4r);
                    FloatVector ei = x1i.sub(x4i);
                    FloatVector ur = x2r.add(x3r);
                    FloatVector ui = x2i.add(x3i);
                    FloatVector fr = x2r.sub(x3r);
                    FloatVector fi = x2i.sub(x3i);
                    FloatVector sr = tr.add(ur);
                    FloatVector si = ti.add(ui);
                    FloatVector y0r = x0r.add(sr);
                    FloatVector y0i = x0i.add(si);
                    FloatVector ar = tr.fma(C1, x0r);
                    FloatVector ai = ti.fma(C1, x0i);
                    FloatVector mr = ur.fma(C2, ar);
                    FloatVector mi = ui.fma(C2, ai);
                    FloatVector br = tr.fma(C2, x0r);
                    FloatVector bi = ti.fma(C2, x0i);
                    FloatVector nr = ur.fma(C1, br);
                    FloatVector ni = ui.fma(C1, bi);
                    FloatVector pr = er.fma(S1, fr.mul(S2));
                    FloatVector pi = ei.fma(S1, fi.mul(S2));
                    FloatVector qr = er.mul(S2).sub(fr.mul(S1));
                    FloatVector qi = ei.mul(S2).sub(fi.mul(S1));
                    FloatVector y1r = mr.add(pi);
                    FloatVector y1i = mi.sub(pr);
                    FloatVector y4r = mr.sub(pi);
                    FloatVector y4i = mi.add(pr);
                    FloatVector y2r = nr.add(qi);
                    FloatVector y2i = ni.sub(qr);
                    FloatVector y3r = nr.sub(qi);
                    FloatVector y3i = ni.add(qr);
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
        FloatVector H = FloatVector.broadcast(SPECIES, HALF_ROOT);
        for (int p = 0; p < m; p++) {
            int at = 14 * p;
            FloatVector w1r = FloatVector.broadcast(SPECIES, w[at]);
            FloatVector w1i = FloatVector.broadcast(SPECIES, w[at + 1]);
            FloatVector w2r = FloatVector.broadcast(SPECIES, w[at + 2]);
            FloatVector w2i = FloatVector.broadcast(SPECIES, w[at + 3]);
            FloatVector w3r = FloatVector.broadcast(SPECIES, w[at + 4]);
            FloatVector w3i = FloatVector.broadcast(SPECIES, w[at + 5]);
            FloatVector w4r = FloatVector.broadcast(SPECIES, w[at + 6]);
            FloatVector w4i = FloatVector.broadcast(SPECIES, w[at + 7]);
            FloatVector w5r = FloatVector.broadcast(SPECIES, w[at + 8]);
            FloatVector w5i = FloatVector.broadcast(SPECIES, w[at + 9]);
            FloatVector w6r = FloatVector.broadcast(SPECIES, w[at + 10]);
            FloatVector w6i = FloatVector.broadcast(SPECIES, w[at + 11]);
            FloatVector w7r = FloatVector.broadcast(SPECIES, w[at + 12]);
            FloatVector w7i = FloatVector.broadcast(SPECIES, w[at + 13]);
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
                    FloatVector x0r = FloatVector.fromArray(SPECIES, xr, ir);
                    FloatVector x0i = FloatVector.fromArray(SPECIES, xi, ii);
                    FloatVector x1r = FloatVector.fromArray(SPECIES, xr, ir + inStep);
                    FloatVector x1i = FloatVector.fromArray(SPECIES, xi, ii + inStep);
                    FloatVector x2r = FloatVector.fromArray(SPECIES, xr, ir + 2 * inStep);
                    FloatVector x2i = FloatVector.fromArray(SPECIES, xi, ii + 2 * inStep);
                    FloatVector x3r = FloatVector.fromArray(SPECIES, xr, ir + 3 * inStep);
                    FloatVector x3i = FloatVector.fromArray(SPECIES, xi, ii + 3 * inStep);
                    FloatVector x4r = FloatVector.fromArray(SPECIES, xr, ir + 4 * inStep);
                    FloatVector x4i = FloatVector.fromArray(SPECIES, xi, ii + 4 * inStep);
                    FloatVector x5r = FloatVector.fromArray(SPECIES, xr, ir + 5 * inStep);
                    FloatVector x5i = FloatVector.fromArray(SPECIES, xi, ii + 5 * inStep);
                    FloatVector x6r = FloatVector.fromArray(SPECIES, xr, ir + 6 * inStep);
                    FloatVector x6i = FloatVector.fromArray(SPECIES, xi, ii + 6 * inStep);
                    FloatVector x7r = FloatVector.fromArray(SPECIES, xr, ir + 7 * inStep);
                    FloatVector x7i = FloatVector.fromArray(SPECIES, xi, ii + 7 * inStep);
                    FloatVector ar = x0r.add(x4r);
                    FloatVector ai = x0i.add(x4i);
                    FloatVector br = x0r.sub(x4r);
                    FloatVector bi = x0i.sub(x4i);
                    FloatVector cr = x2r.add(x6r);
                    FloatVector ci = x2i.add(x6i);
                    FloatVector dr = x2r.sub(x6r);
                    FloatVector di = x2i.sub(x6i);
                    FloatVector er = x1r.add(x5r);
                    FloatVector ei = x1i.add(x5i);
                    FloatVector fr = x1r.sub(x5r);
                    FloatVector fi = x1i.sub(x5i);
                    FloatVector gr = x3r.add(x7r);
                    FloatVector gi = x3i.add(x7i);
                    FloatVector hr = x3r.sub(x7r);
                    FloatVector hi = x3i.sub(x7i);
                    FloatVector kr = ar.add(cr);
                    FloatVector ki = ai.add(ci);
                    FloatVector lr = ar.sub(cr);
                    FloatVector li = ai.sub(ci);
                    FloatVector mr = er.add(gr);
                    FloatVector mi = ei.add(gi);
                    FloatVector nr = er.sub(gr);
                    FloatVector ni = ei.sub(gi);
                    FloatVector y0r = kr.add(mr);
                    FloatVector y0i = ki.add(mi);
                    FloatVector y4r = kr.sub(mr);
                    FloatVector y4i = ki.sub(mi);
                    FloatVector y2r = lr.add(ni);
                    FloatVector y2i = li.sub(nr);
                    FloatVector y6r = lr.sub(ni);
                    FloatVector y6i = li.add(nr);
                    FloatVector jr = br.add(di);
                    FloatVector ji = bi.sub(dr);
                    FloatVector pr = br.sub(di);
                    FloatVector pi = bi.add(dr);
                    FloatVector qr = fr.add(hi);
                    FloatVector qi = fi.sub(hr);
                    FloatVector sr = fr.sub(hi);
                    FloatVector si = fi.add(hr);
                    FloatVector ur = qr.add(qi);
                    FloatVector ui = qi.sub(qr);
                    FloatVector vr = ur.mul(H);
                    FloatVector vi = ui.mul(H);
                    FloatVector zr = si.sub(sr);
                    FloatVector zi = sr.add(si);
                    FloatVector tr = zr.mul(H);
                    FloatVector ti = zi.mul(H);
                    FloatVector y1r = jr.add(vr);
                    FloatVector y1i = ji.add(vi);
                    FloatVector y5r = jr.sub(vr);
                    FloatVector y5i = ji.sub(vi);
                    FloatVector y3r = pr.add(tr);
                    FloatVector y3i = pi.sub(ti);
                    FloatVector y7r = pr.sub(tr);
                    FloatVector y7i = pi.add(ti);
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
                for (int q = 0; q < run; q += WIDTH) {
                    int i = i0 + Math.min(q, run - WIDTH);
                    int o = o0 + Math.min(q, run - WIDTH);
                    FloatVector x0r = FloatVector.fromArray(SPECIES, xr, i);
                    FloatVector x0i = FloatVector.fromArray(SPECIES, xi, i + inShift);
                    FloatVector sumR = x0r;
                    FloatVector sumI = x0i;
                    for (int j = 1; j < r; j++) {
                        sumR = sumR.add(FloatVector.fromArray(SPECIES, xr, i + j * inStep));
                        sumI = sumI.add(FloatVector.fromArray(SPECIES, xi, i + inShift + j * inStep));
                    }
                    float unit = last ? scale : 1;
                    sumR.mul(unit).intoArray(yr, o);
                    sumI.mul(unit).intoArray(yi, o + outShift);
                    for (int k = 1; k <= half; k++) {
                        FloatVector evenR = x0r;
                        FloatVector evenI = x0i;
                        FloatVector oddR = FloatVector.zero(SPECIES);
                        FloatVector oddI = FloatVector.zero(SPECIES);
                        for (int j = 1; j <= half; j++) {
                            int angle = j * k % r;
                            FloatVector ar = FloatVector.fromArray(SPECIES, xr, i + j * inStep);
                            FloatVector br = FloatVector.fromArray(SPECIES, xr, i + (r - j) * inStep);
                            FloatVector ai = FloatVector.fromArray(SPECIES, xi, i + inShift + j * inStep);
                            FloatVector bi = FloatVector.fromArray(SPECIES, xi, i + inShift + (r - j) * inStep);
                            evenR = ar.add(br).fma(FloatVector.broadcast(SPECIES, cos[angle]), evenR);
                            oddR = ar.sub(br).fma(FloatVector.broadcast(SPECIES, sin[angle]), oddR);
                            evenI = ai.add(bi).fma(FloatVector.broadcast(SPECIES, cos[angle]), evenI);
                            oddI = ai.sub(bi).fma(FloatVector.broadcast(SPECIES, sin[angle]), oddI);
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
            float[] w,
            boolean last,
            float scale,
            int p,
            int k,
            FloatVector re,
            FloatVector im,
            float[] yr,
            float[] yi,
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
            FloatVector cr = FloatVector.broadcast(SPECIES, wr[w + p * wStep]);
            FloatVector ci = FloatVector.broadcast(SPECIES, wi[w + p * wStep]);
            for (int q = 0; q < lanes; q += WIDTH) {
                int lane = Math.min(q, lanes - WIDTH);
                FloatVector ar = FloatVector.fromArray(SPECIES, xr, in + p * inStride + lane);
                FloatVector ai = FloatVector.fromArray(SPECIES, xi, inI + p * inStride + lane);
                ar.mul(cr).sub(ai.mul(ci)).intoArray(yr, out + p * outStride + lane);
                ar.fma(ci, ai.mul(cr)).intoArray(yi, outI + p * outStride + lane);
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
            FloatVector cr = FloatVector.broadcast(SPECIES, wr[k]);
            FloatVector ci = FloatVector.broadcast(SPECIES, wi[k]);
            for (int q = 0; q < lanes; q += WIDTH) {
                int lane = Math.min(q, lanes - WIDTH);
                FloatVector ar = FloatVector.fromArray(SPECIES, z, a + lane);
                FloatVector ai = FloatVector.fromArray(SPECIES, z, a + imaginary + lane);
                FloatVector br = FloatVector.fromArray(SPECIES, z, b + lane);
                FloatVector bi = FloatVector.fromArray(SPECIES, z, b + imaginary + lane);
                FloatVector er = ar.add(br).mul((float) 0.5);
                FloatVector ei = ai.sub(bi).mul((float) 0.5);
                FloatVector dr = ai.add(bi).mul((float) 0.5);
                FloatVector di = br.sub(ar).mul((float) 0.5);
                FloatVector tr = dr.mul(cr).sub(di.mul(ci));
                FloatVector ti = dr.fma(ci, di.mul(cr));
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
            FloatVector cr = FloatVector.broadcast(SPECIES, wr[k]);
            FloatVector ci = FloatVector.broadcast(SPECIES, wi[k]);
            for (int q = 0; q < lanes; q += WIDTH) {
                int lane = Math.min(q, lanes - WIDTH);
                FloatVector ar = FloatVector.fromArray(SPECIES, xr, a + lane);
                FloatVector ai =
                        FloatVector.fromArray(SPECIES, xi, a + shift + lane).mul(present);
                FloatVector br = FloatVector.fromArray(SPECIES, xr, b + lane);
                FloatVector bi =
                        FloatVector.fromArray(SPECIES, xi, b + shift + lane).mul(present);
                FloatVector er = ar.add(br);
                FloatVector ei = ai.sub(bi);
                FloatVector dr = ar.sub(br);
                FloatVector di = ai.add(bi);
                FloatVector tr = dr.mul(cr).add(di.mul(ci));
                FloatVector ti = di.mul(cr).sub(dr.mul(ci));
                er.add(ti).intoArray(z, mirror + lane);
                tr.sub(ei).intoArray(z, mirror + imaginary + lane);
                er.sub(ti).intoArray(z, to + lane);
                ei.add(tr).intoArray(z, to + imaginary + lane);
            }
        }
    }

    @Override
    public void multiplyEach(int count, float[] wr, float[] wi, int w, float[] xr, int in, float[] xi, int inI) {
        int from = 0;
        for (; from + WIDTH <= count; from += WIDTH) {
            FloatVector cr = FloatVector.fromArray(SPECIES, wr, w + from);
            FloatVector ci = FloatVector.fromArray(SPECIES, wi, w + from);
            FloatVector ar = FloatVector.fromArray(SPECIES, xr, in + from);
            FloatVector ai = FloatVector.fromArray(SPECIES, xi, inI + from);
            ar.mul(cr).sub(ai.mul(ci)).intoArray(xr, in + from);
            ar.fma(ci, ai.mul(cr)).intoArray(xi, inI + from);
        }
        for (int i = from; i < count; i++) {
            float ar = xr[in + i];
            float ai = xi[inI + i];
            xr[in + i] = ar * wr[w + i] - ai * wi[w + i];
            xi[inI + i] = ar * wi[w + i] + ai * wr[w + i];
        }
    }
}
