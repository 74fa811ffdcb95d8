MVN = mvn -B -q -ntp -Dstyle.color=never
CASE = capture-fixtures/captures/story

.PHONY: run build test bench format lab dist reproducible

run: build  ## build, then analyse the three shipped captures of the story
	@analyzer/bin/droppoint analyze --exit-zero --host $(CASE)/host.pcapng --inside $(CASE)/inside.pcap --outside $(CASE)/outside.pcap

build:  ## build the product without its tests, and the class archive that lets it start fast
	@$(MVN) -Dmaven.test.skip package 1>&2
	@analyzer/bin/class-archive $(CASE)/host.pcapng $(CASE)/inside.pcap $(CASE)/outside.pcap

test:  ## build, and run every test
	@mvn -B -ntp verify

bench: build  ## what an analysis costs, against tcpdump and tshark (Python 3; some minutes)
	@analyzer/bench/run --json analyzer/target/bench.json

dist:  ## what users install, under target/dist: folder and archive with a runtime of their own, .deb, zips, SBOM
	@rm -rf analyzer/target/lib analyzer/target/man analyzer/target/manual
	@$(MVN) -Pdist -Dmaven.test.skip package 1>&2
	@packaging/dist

reproducible:  ## build the jar twice, in different folders, and compare the bits
	@packaging/reproducible

format:  ## bring every source file into the project's format
	@$(MVN) spotless:apply

lab:  ## remake the committed lab captures and the story's (root, Linux)
	@python3 capture-fixtures/lab/lab.py --set lab --out capture-fixtures/captures/lab
	@python3 capture-fixtures/lab/lab.py --set story --out capture-fixtures/captures
	@python3 capture-fixtures/lab/verify.py capture-fixtures/captures capture-fixtures/captures/lab
