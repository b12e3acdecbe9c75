package dev.lemma.scattering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Shape;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.scattering.wavelet.Convention;
import dev.lemma.testkit.golden.Golden;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Transforms against those of kymatio and of an independent program, stored. */
class StoredScatteringTest {

    private static void close(String what, Array actual, Array expected, double tolerance) {
        assertThat(actual.shape()).as(what).isEqualTo(expected.shape());
        assertThat(Golden.discrepancy(actual, expected)).as(what).isLessThan(tolerance);
    }

    private static Scattering1D line(int n, int j, int q1, int q2, double t, int oversampling, int order) {
        Scattering1D s = Scattering1D.of(n)
                .scales(j)
                .quality(q1, q2)
                .oversampling(oversampling)
                .order(order)
                .convention(Convention.KYMATIO);
        return t > 0 ? s.averaging(t) : s;
    }

    @ParameterizedTest
    @CsvSource({
        "c0, 512, 5, 8, 1, 0, 0, 2",
        "c1, 1000, 6, 12, 1, 0, 0, 2",
        "c2, 777, 4, 4, 2, 0, 0, 2",
        "c3, 256, 3, 1, 1, 0, 0, 2",
        "c4, 500, 5, 8, 1, 12, 0, 2",
        "c5, 512, 5, 8, 1, 64, 0, 2",
        "c6, 1024, 7, 8, 1, 0, 2, 2",
        "c7, 300, 4, 6, 1, 0, 0, 1",
        "c8, 400, 4, 16, 1, 10, 1, 2"
    })
    void ofLines(String name, int n, int j, int q1, int q2, double t, int oversampling, int order) {
        Golden golden = Golden.read("scattering/scattering1d");
        Scattering1D s = line(n, j, q1, q2, t, oversampling, order);
        Array x = golden.get(name + ".x");
        close(name, s.transform(x), golden.get(name + ".S"), 1e-10);
        close(name + ", float32", s.transform(x.as(DType.FLOAT32)), golden.get(name + ".S"), 1e-5);
        if (golden.has(name + ".S_kymatio_0_3_0")) {
            Array old = s.convention(Convention.KYMATIO_0_3).transform(x);
            close(name + ", release 0.3.0", old, golden.get(name + ".S_kymatio_0_3_0"), 1e-10);
        }
        Array paths = golden.get(name + ".paths");
        Array frequencies = golden.get(name + ".xi_sigma_1");
        List<Path> own = s.paths();
        assertThat(own).hasSize(paths.shape().extent(0));
        for (int i = 0; i < own.size(); i++) {
            assertThat((double) own.get(i).order()).isEqualTo(paths.get(3 * i));
            for (int m = 0; m < own.get(i).order(); m++) {
                assertThat((double) own.get(i).bands().get(m).index()).isEqualTo(paths.get(3 * i + 1 + m));
            }
            if (own.get(i).order() == 1) {
                int band = own.get(i).last().index();
                assertThat(Math.abs(own.get(i).last().frequency() - frequencies.get(2 * band)))
                        .isLessThan(1e-15);
                assertThat(Math.abs(own.get(i).last().bandwidth() - frequencies.get(2 * band + 1)))
                        .isLessThan(1e-15);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "c0, 32, 32, 2, 8, 2",
        "c1, 28, 28, 3, 4, 2",
        "c2, 24, 37, 2, 6, 2",
        "c3, 16, 16, 4, 4, 2",
        "c4, 20, 30, 2, 3, 2",
        "c5, 32, 32, 3, 8, 2",
        "c6, 25, 25, 3, 8, 1"
    })
    void ofPictures(String name, int m, int n, int j, int l, int order) {
        Golden golden = Golden.read("scattering/scattering2d");
        Scattering2D s = Scattering2D.of(m, n).scales(j).angles(l).order(order).convention(Convention.KYMATIO);
        Array x = golden.get(name + ".x");
        close(name, s.transform(x), golden.get(name + ".S"), 1e-10);
        close(name + ", float32", s.transform(x.as(DType.FLOAT32)), golden.get(name + ".S"), 1e-5);
        if (golden.has(name + ".S_exact_pi")) {
            close(
                    name + ", exact",
                    s.convention(Convention.EXACT).transform(x),
                    golden.get(name + ".S_exact_pi"),
                    1e-10);
        }
        Array paths = golden.get(name + ".paths");
        List<Path> own = s.paths();
        assertThat(own).hasSize(paths.shape().extent(0));
        for (int i = 0; i < own.size(); i++) {
            assertThat((double) own.get(i).order()).isEqualTo(paths.get(5 * i));
            for (int k = 0; k < own.get(i).order(); k++) {
                assertThat((double) own.get(i).bands().get(k).scale()).isEqualTo(paths.get(5 * i + 1 + 2 * k));
                assertThat((double) own.get(i).bands().get(k).direction()).isEqualTo(paths.get(5 * i + 2 + 2 * k));
            }
        }
    }

    /** kymatio's own files: its filters are single, so 1e-6 is what they allow. */
    @Test
    void ofTheProgramItself() {
        Golden one = Golden.read("kymatio/test_data_1d");
        Array x1 = one.get("x").as(DType.FLOAT64);
        Array s1 = Scattering1D.of(512)
                .scales(6)
                .quality(16)
                .convention(Convention.KYMATIO)
                .transform(x1);
        close("test_data_1d", s1, one.get("Sx").as(DType.FLOAT64), 1e-6);
        Golden two = Golden.read("kymatio/test_data_2d");
        Array x2 = two.get("x").as(DType.FLOAT64);
        Array s2 = Scattering2D.of(32, 32)
                .scales(4)
                .angles(8)
                .convention(Convention.KYMATIO)
                .transform(x2);
        close("test_data_2d", s2, two.get("Sx").as(DType.FLOAT64), 1e-6);
    }

    @Test
    void cotangentsOfLines() {
        Golden golden = Golden.read("scattering/scattering1d");
        for (String name : List.of("c2", "c3")) {
            Scattering1D s = name.equals("c2") ? line(777, 4, 4, 2, 0, 0, 2) : line(256, 3, 1, 1, 0, 0, 2);
            Program back =
                    Program.of(Fused.executor(), a -> List.of(Derivatives.vjp(s.apply(a.get(0)), a.get(0), a.get(1))));
            close(
                    name,
                    back.call(golden.get(name + ".x"), golden.get(name + ".cotangent")),
                    golden.get(name + ".d_x"),
                    1e-10);
        }
    }

    @Test
    void cotangentsOfPictures() {
        Golden golden = Golden.read("scattering/scattering2d");
        Scattering2D s = Scattering2D.of(20, 30).scales(2).angles(3).convention(Convention.KYMATIO);
        Program back =
                Program.of(Fused.executor(), a -> List.of(Derivatives.vjp(s.apply(a.get(0)), a.get(0), a.get(1))));
        close("c4", back.call(golden.get("c4.x"), golden.get("c4.cotangent")), golden.get("c4.d_x"), 1e-10);
    }

    /** Values of an independent program, printed to twelve digits. */
    @Test
    void ofFormulas() {
        double[] picture = new double[28 * 28];
        for (int m = 0; m < 28; m++) {
            for (int n = 0; n < 28; n++) {
                picture[28 * m + n] = Math.sin(.37 * m) * Math.cos(.21 * n) + ((7 * m + 3 * n) % 11) / 11.0;
            }
        }
        Scattering2D plane = Scattering2D.of(28, 28).scales(2).angles(8).convention(Convention.KYMATIO);
        Array s = plane.transform(Array.of(Shape.of(28, 28), picture));
        assertThat(s.shape()).isEqualTo(Shape.of(81, 7, 7));
        int[] places = {0, 1, 17, 80};
        double[] expected = {1.086928009275, .068750111722, .021336047562, .003811012585};
        for (int i = 0; i < 4; i++) {
            assertThat(Math.abs(s.get(places[i] * 49 + 3 * 7 + 3) - expected[i]))
                    .isLessThan(1e-10);
        }
        assertThat(Math.abs(squares(s) - 20.9719184303)).isLessThan(1e-9);
        assertThat(Math.abs(plane.bank().lowPass()[0] - 1.000029493423)).isLessThan(1e-10);

        double[] signal = new double[1024];
        for (int t = 0; t < 1024; t++) {
            double u = (t - 512) / 200.0;
            signal[t] = Math.cos(.1 * Math.PI * t) * Math.exp(-u * u) + ((37 * t) % 101) / 101.0;
        }
        Array line = Scattering1D.of(1024)
                .scales(6)
                .quality(8)
                .convention(Convention.KYMATIO)
                .transform(Array.vector(signal));
        assertThat(line.shape()).isEqualTo(Shape.of(126, 16));
        assertThat(Math.abs(line.get(8) - .495049493886)).isLessThan(1e-10);
        assertThat(Math.abs(line.get(16 + 8) - .029751970367)).isLessThan(1e-10);
        assertThat(Math.abs(line.get(39 * 16 + 8) - .003304266403)).isLessThan(1e-10);
        assertThat(Math.abs(squares(line) - 5.5097933998)).isLessThan(1e-9);
    }

    private static double squares(Array s) {
        double sum = 0;
        for (int i = 0; i < s.shape().size(); i++) {
            sum += s.get(i) * s.get(i);
        }
        return sum;
    }
}
