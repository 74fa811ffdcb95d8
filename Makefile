MVN = mvn -B -q -ntp -Dstyle.color=never
CASE = capture-fixtures/captures/story

.PHONY: run build test bench accuracy format lab

run: build  ## build, then analyse the three shipped captures of the story
	@analyzer/bin/droppoint analyze --exit-zero --host $(CASE)/host.pcapng --inside $(CASE)/inside.pcap --outside $(CASE)/outside.pcap

build:  ## build the product without its tests, and the class archive that lets it start fast
	@$(MVN) -Dmaven.test.skip package 1>&2
	@analyzer/bin/class-archive $(CASE)/host.pcapng $(CASE)/inside.pcap $(CASE)/outside.pcap

test:  ## build, and run every test
	@mvn -B -ntp verify

bench: build  ## what an analysis costs, against tcpdump and tshark (Python 3; some minutes)
	@analyzer/bench/run --json analyzer/target/bench.json

accuracy:  ## the scoreboard: generated cases and the lab's, per class; SEEDS=odd COUNT=500 SCENARIO=… FLAVOUR=… LAB=no SHOW=20 KEEP=dir
	@$(MVN) -DskipTests -Dspotless.check.skip=true -pl capture-fixtures,analyzer test-compile dependency:build-classpath -Dmdep.outputFile=target/test.classpath 1>&2
	@java -Xmx2g -XX:+UseSerialGC -cp "$(if $(CLASSES),$(CLASSES):)analyzer/target/test-classes:analyzer/target/classes:$$(cat analyzer/target/test.classpath)" \
	  org.droppoint.scoreboard.accuracy.Accuracy --seeds "$(SEEDS)" --count "$(COUNT)" --first "$(FIRST)" --scenario "$(SCENARIO)" --flavour "$(FLAVOUR)" \
	  --lab "$(LAB)" --threads "$(THREADS)" --keep "$(KEEP)" --show "$(SHOW)" --json "$(or $(JSON),analyzer/target/accuracy.json)"

format:  ## bring every source file into the project's format
	@$(MVN) spotless:apply

lab:  ## remake the committed lab captures and the story's (root, Linux)
	@python3 capture-fixtures/lab/lab.py --set lab --out capture-fixtures/captures/lab
	@python3 capture-fixtures/lab/lab.py --set story --out capture-fixtures/captures
	@python3 capture-fixtures/lab/verify.py capture-fixtures/captures capture-fixtures/captures/lab
