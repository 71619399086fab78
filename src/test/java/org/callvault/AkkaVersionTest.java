package org.callvault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;

/** The Akka on the class path is the one whose change dates have passed (NOTICE); any other needs a licence. */
class AkkaVersionTest {
    @Test
    void runningVersionsAreThoseOfTheNotice() {
        assertThat(akka.Version.current()).isEqualTo("2.8.5");
        assertThat(akka.http.Version.current()).isEqualTo("10.5.3");
    }

    @Test
    void everyAkkaJarHasTheVersionOfItsFamily() throws IOException {
        Map<String, String> jars = akkaJars();
        assertThat(jars).containsKeys("akka-actor", "akka-stream", "akka-cluster-sharding-typed", "akka-http");
        assertThat(jars).allSatisfy((title, version) -> assertThat(version).isEqualTo(expected(title)));
    }

    private static String expected(String title) {
        if (title.startsWith("akka-http") || title.equals("akka-parsing")) {
            return "10.5.3";
        }
        return title.startsWith("akka-management") || title.startsWith("akka-discovery-") ? "1.4.0" : "2.8.5";
    }

    /** Title to version, from the manifests that Akka's builds write. */
    private static Map<String, String> akkaJars() throws IOException {
        Map<String, String> jars = new TreeMap<>();
        for (URL url : Collections.list(AkkaVersionTest.class.getClassLoader().getResources("META-INF/MANIFEST.MF"))) {
            try (InputStream in = url.openStream()) {
                Attributes main = new Manifest(in).getMainAttributes();
                String title = main.getValue(Attributes.Name.IMPLEMENTATION_TITLE);
                if (title != null && title.startsWith("akka-")) {
                    jars.put(title, main.getValue(Attributes.Name.IMPLEMENTATION_VERSION));
                }
            }
        }
        return jars;
    }
}
