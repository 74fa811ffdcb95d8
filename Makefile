MVN = mvn -B -q -ntp -Dstyle.color=never
CASE = capture-fixtures/captures/story
SCENARIOS = org.droppoint.scoreboard.scenario

.PHONY: run prepare build test pages bench bench-large accuracy mutation format lab dist reproducible fuzz adversarial

run: build  ## build, then analyse the three shipped captures of the story
	@analyzer/bin/droppoint analyze --exit-zero --host $(CASE)/host.pcapng --inside $(CASE)/inside.pcap --outside $(CASE)/outside.pcap

prepare:  ## a JDK and Maven, where they are missing and can be installed
	@packaging/prepare javac=default-jdk-headless mvn=maven

build: prepare  ## build the product without its tests, and the class archive that lets it start fast
	@$(MVN) -Dmaven.test.skip package 1>&2
	@analyzer/bin/class-archive $(CASE)/host.pcapng $(CASE)/inside.pcap $(CASE)/outside.pcap

test: prepare  ## build, and run every test
	@mvn -B -ntp verify

pages:  ## the page of every committed case in Chromium: complaints, requests, keys, contrast; pictures of all under analyzer/target/pages
	@mvn -B -ntp -pl analyzer -am test -Dtest=CasePagesTest -Dsurefire.failIfNoSpecifiedTests=false -Dpages=all -Dpictures=target/pages

bench: build  ## what an analysis costs: its parts (JMH), then against tcpdump, tcptrace, tshark on 3 x 100 MB (Python 3; some minutes)
	@java -cp 'benchmarks/target/classes:benchmarks/target/lib/*' org.openjdk.jmh.Main -f 1 -wi 3 -w 1 -i 5 -r 1 \
		-jvmArgs "-XX:+UseSerialGC -XX:TieredStopAtLevel=1" -rf json -rff analyzer/target/bench-parts.json
	@analyzer/bench/run --json analyzer/target/bench.json

dist:  ## what users install, under target/dist: folder and archive with a runtime of their own, .deb, zips, SBOM
	@rm -rf analyzer/target/lib analyzer/target/man analyzer/target/manual
	@$(MVN) -Pdist -pl analyzer -am -Dmaven.test.skip package 1>&2
	@packaging/dist

reproducible:  ## build the jar twice, in different folders, and compare the bits
	@packaging/reproducible

bench-large: build  ## the same against them on 3 x 1 GB, and how time and memory grow (15 GB of disk, an hour)
	@analyzer/bench/run --megabytes 1000 --growth --json analyzer/target/bench-large.json

accuracy:  ## the scoreboard: generated cases and the lab's, per class; SEEDS=odd COUNT=500 SCENARIO=… FLAVOUR=… LAB=no SHOW=20 KEEP=dir
	@$(MVN) -DskipTests -Dspotless.check.skip=true -pl capture-fixtures,analyzer test-compile dependency:build-classpath -Dmdep.outputFile=target/test.classpath 1>&2
	@java -Xmx2g -XX:+UseSerialGC -cp "$(if $(CLASSES),$(CLASSES):)analyzer/target/test-classes:analyzer/target/classes:$$(cat analyzer/target/test.classpath)" \
	  org.droppoint.scoreboard.accuracy.Accuracy --seeds "$(SEEDS)" --count "$(COUNT)" --first "$(FIRST)" --scenario "$(SCENARIO)" --flavour "$(FLAVOUR)" \
	  --lab "$(LAB)" --threads "$(THREADS)" --keep "$(KEEP)" --show "$(SHOW)" --json "$(or $(JSON),analyzer/target/accuracy.json)"

TRIALS = java -Xmx2g -XX:+UseSerialGC -cp "analyzer/target/test-classes:analyzer/target/classes:$$(cat analyzer/target/test.classpath)"

correlation:  ## what correlation bears: hardships alone and three at a time, clocks, cost; SEED=1 COUNT=50 (cases each) CLOCKS=1000
	@$(MVN) -DskipTests -Dspotless.check.skip=true -pl capture-fixtures,analyzer test-compile dependency:build-classpath -Dmdep.outputFile=target/test.classpath 1>&2
	@$(TRIALS) org.droppoint.scoreboard.HardshipTrials $(or $(SEED),1) $(or $(COUNT),50)
	@$(TRIALS) org.droppoint.scoreboard.ClockTrials $(or $(SEED),1) $(or $(CLOCKS),1000)
	@$(TRIALS) org.droppoint.correlate.CorrelationCost

mutation:  ## PIT on what judges, then on what correlates: half an hour and more; MUTATED=… KILLERS=… for less
ifdef MUTATED
	@mvn -B -ntp -Pmutation -pl capture-fixtures,analyzer test-compile -Dmutated="$(MUTATED)" $(if $(KILLERS),-Dkillers="$(KILLERS)")
else
	@$(MAKE) mutation MUTATED='org.droppoint.verdict.*' KILLERS='org.droppoint.verdict.*Test,$(SCENARIOS).VerdictScenarioTest'
	@cp -r analyzer/target/pit-reports analyzer/target/pit-verdict
	@$(MAKE) mutation MUTATED='org.droppoint.correlate.*' KILLERS='org.droppoint.correlate.*Test,org.droppoint.pipeline.Log*Test,$(SCENARIOS).CorrelationScenarioTest,$(SCENARIOS).RolesScenarioTest'
	@cp -r analyzer/target/pit-reports analyzer/target/pit-correlate
endif

fuzz:  ## coverage-guided fuzzing of all that reads foreign bytes, SECONDS=600 a target; see analyzer/fuzz/run
	@$(MVN) -Dspotless.check.skip=true -pl capture-fixtures,analyzer test-compile dependency:build-classpath -Dmdep.outputFile=target/test.classpath 1>&2
	@analyzer/fuzz/run --seconds $(or $(SECONDS),600)

adversarial: build  ## hostile captures beside a real case: time, memory and verdict against budgets; SCALE=1 (minutes; needs editcap)
	@analyzer/fuzz/adversarial --scale $(or $(SCALE),1)

format:  ## bring every source file into the project's format
	@$(MVN) spotless:apply

lab:  ## remake the committed lab captures and the story's (root, Linux)
	@python3 capture-fixtures/lab/lab.py --set lab --out capture-fixtures/captures/lab
	@python3 capture-fixtures/lab/lab.py --set story --out capture-fixtures/captures
	@python3 capture-fixtures/lab/verify.py capture-fixtures/captures capture-fixtures/captures/lab
