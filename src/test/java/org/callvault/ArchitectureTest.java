package org.callvault;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows between packages, what the pure ones may touch, and which libraries stay behind one door. */
class ArchitectureTest {
    private static final String ROOT = "org.callvault";

    /** A package may use those to its right, and itself; media and recording are told apart below. */
    private static final List<String> LEFT_TO_RIGHT = List.of(
            "cli",
            "admin",
            "cluster",
            "sip",
            "session",
            "media",
            "recording",
            "siprec",
            "sdp",
            "dtls",
            "srtp",
            "rtp",
            "security",
            "alarm",
            "config");

    private static final List<String> PURE = List.of(
            "rtp",
            "srtp",
            "sdp",
            "siprec",
            "recording.codec",
            "recording.format",
            "recording.retention.rule",
            "session.dialog",
            "session.history",
            "session.signal",
            "session.state");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void everyPackageHasItsPlaceInTheOrder() {
        assertThat(filled()).isSubsetOf(LEFT_TO_RIGHT);
        assertThat(filled()).as("found by the importer").contains("admin", "session", "media", "srtp");
    }

    static Set<String> filled() {
        Set<String> names = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            String name = type.getPackageName();
            if (!name.equals(ROOT) && !type.getSimpleName().equals("package-info")) {
                names.add(name.substring(ROOT.length() + 1).split("\\.", 2)[0]);
            }
        }
        return names;
    }

    @ParameterizedTest
    @MethodSource("filled")
    void packageUsesOnlyThoseToItsRight(String name) {
        List<String> forbidden = new ArrayList<>(List.of(ROOT));
        for (String left : LEFT_TO_RIGHT.subList(0, LEFT_TO_RIGHT.indexOf(name))) {
            forbidden.add(subtree(left));
        }
        noClasses()
                .that()
                .resideInAPackage(subtree(name))
                .should()
                .dependOnClassesThat(resideInAnyPackage(forbidden.toArray(String[]::new)))
                .check(CLASSES);
    }

    @Test
    void mediaAndRecordingDoNotKnowEachOther() {
        noClasses()
                .that()
                .resideInAPackage(subtree("media"))
                .should()
                .dependOnClassesThat(resideInAPackage(subtree("recording")))
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    static Set<String> filledPure() {
        return PURE.stream().filter(ArchitectureTest::hasClasses).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static boolean hasClasses(String name) {
        return CLASSES.stream()
                .anyMatch(type -> type.getPackageName().equals(ROOT + "." + name)
                        && !type.getSimpleName().equals("package-info"));
    }

    @ParameterizedTest
    @MethodSource("filledPure")
    void purePackageTouchesNeitherFrameworksNorTheWorld(String name) {
        noClasses()
                .that()
                .resideInAPackage(subtree(name))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                                "akka..",
                                "javax.sip..",
                                "gov.nist..",
                                "io.micrometer..",
                                "org.slf4j..",
                                "com.typesafe.config..",
                                "java.nio.file..",
                                "java.nio.channels..",
                                "java.net.http..",
                                "java.sql..",
                                "java.util.concurrent..")
                        .or(fileOrSocketOrThread()))
                .check(CLASSES);
    }

    @ParameterizedTest
    @MethodSource("filledPure")
    void purePackageReadsNoClockAndMakesNoRandomness(String name) {
        noClasses()
                .that()
                .resideInAPackage(subtree(name))
                .should()
                .callCodeUnitWhere(describe("reads a clock or makes randomness", call -> isImpure(call.getTarget())))
                .check(CLASSES);
    }

    /** Time and randomness come as arguments (InstantSource, nanoseconds, RandomGenerator, SecureRandom). */
    private static boolean isImpure(CodeUnitCallTarget target) {
        String owner = target.getOwner().getFullName();
        String name = target.getName();
        boolean creates = name.equals(JavaConstructor.CONSTRUCTOR_NAME);
        return switch (owner) {
            case "java.lang.System" -> name.equals("nanoTime") || name.equals("currentTimeMillis");
            case "java.lang.Math" -> name.equals("random");
            case "java.util.UUID" -> name.equals("randomUUID");
            case "java.util.Random", "java.security.SecureRandom", "java.util.Date" -> creates;
            case "java.net.InetAddress" ->
                name.equals("getByName") || name.equals("getAllByName") || name.equals("getLocalHost");
            default -> owner.startsWith("java.time.") && (name.equals("now") || name.startsWith("system"));
        };
    }

    /** Of java.net the values are pure (an address in SDP), of java.io the streams over memory. */
    private static DescribedPredicate<JavaClass> fileOrSocketOrThread() {
        Set<String> values = Set.of(
                "java.net.InetAddress",
                "java.net.Inet4Address",
                "java.net.Inet6Address",
                "java.net.UnknownHostException",
                "java.net.URI",
                "java.net.URISyntaxException");
        Set<String> world = Set.of(
                "java.io.File",
                "java.io.FileInputStream",
                "java.io.FileOutputStream",
                "java.io.FileReader",
                "java.io.FileWriter",
                "java.io.RandomAccessFile",
                "java.lang.Thread",
                "java.lang.ThreadLocal",
                "java.lang.Process",
                "java.lang.ProcessBuilder",
                "java.lang.Runtime",
                "java.util.Timer");
        return describe(
                "are files, sockets or threads",
                type -> world.contains(type.getFullName())
                        || (type.getPackageName().equals("java.net") && !values.contains(type.getFullName())));
    }

    /** A library and the packages that may use it. */
    private record Door(String library, List<String> packages) {}

    static final List<Door> DOORS = List.of(
            new Door("javax.sip..", List.of("sip")),
            new Door("gov.nist..", List.of("sip")),
            new Door("org.bouncycastle..", List.of("security", "recording", "dtls")),
            new Door("com.typesafe.config..", List.of("config")),
            new Door("io.github.cdimascio..", List.of("config")),
            new Door("akka.http..", List.of("admin")),
            new Door("java.sql..", List.of("recording", "cluster")),
            new Door("com.zaxxer..", List.of("recording", "cluster")),
            new Door("org.jdbi..", List.of("recording", "cluster")),
            new Door("software.amazon.awssdk..", List.of("recording.store.s3")),
            new Door("org.flywaydb..", List.of("recording", "cluster")),
            new Door("picocli..", List.of("cli")));

    /** The root package joins everything and may use any of them. */
    @ParameterizedTest
    @FieldSource("DOORS")
    void libraryStaysBehindItsDoor(Door door) {
        List<String> allowed = new ArrayList<>(List.of(ROOT));
        door.packages().forEach(name -> allowed.add(subtree(name)));
        noClasses()
                .that()
                .resideOutsideOfPackages(allowed.toArray(String[]::new))
                .should()
                .dependOnClassesThat(resideInAPackage(door.library()))
                .check(CLASSES);
    }

    @Test
    void actorsAreTyped() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        "akka\\.actor\\.(Props|AbstractActor|UntypedAbstractActor|AbstractFSM|ActorSelection)")
                .check(CLASSES);
    }

    @Test
    void nothingSleeps() {
        noClasses()
                .should()
                .callMethodWhere(describe(
                        "Thread.sleep",
                        call -> call.getTargetOwner().isEquivalentTo(Thread.class)
                                && call.getTarget().getName().equals("sleep")))
                .check(CLASSES);
    }

    private static String subtree(String name) {
        return ROOT + "." + name + "..";
    }
}
